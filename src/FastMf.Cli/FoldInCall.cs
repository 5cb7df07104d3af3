namespace FastMf.Cli;

/// <summary>Work that folds rows into a model: where the model's kind does not allow it, the call was wrong.</summary>
internal static class FoldInCall
{
    /// <summary>Does it.</summary>
    /// <exception cref="CallException">Nothing can be folded into the model; says why and what to do.</exception>
    public static T Of<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (InvalidOperationException error)
        {
            throw new CallException(error.Message);
        }
    }
}
