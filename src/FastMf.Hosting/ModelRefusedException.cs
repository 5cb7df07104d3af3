namespace FastMf.Hosting;

/// <summary>A model that must not take over: it was read, but it is not what the service asks for.</summary>
public sealed class ModelRefusedException : Exception
{
    /// <summary>Says which model, and why.</summary>
    /// <param name="path">The model's file.</param>
    /// <param name="reason">What is wrong with it.</param>
    public ModelRefusedException(string path, string reason)
        : base($"{path}: {reason}")
    {
        Path = path;
        Reason = reason;
    }

    /// <summary>The model's file.</summary>
    public string Path { get; }

    /// <summary>What is wrong with it.</summary>
    public string Reason { get; }
}
