namespace FastMf.Cli;

/// <summary>Says in which file or option of the call something is wrong that the library found.</summary>
internal static class Sources
{
    /// <summary>Does work. Where an argument of the library is wrong, the message begins with what the call made it from.</summary>
    /// <param name="work">The work.</param>
    /// <param name="sources">Parameters of the library, and the file or option that each came from.</param>
    /// <exception cref="CallException">One of these arguments is wrong.</exception>
    public static T Named<T>(Func<T> work, params (string Parameter, string? Source)[] sources)
    {
        try
        {
            return work();
        }
        catch (ArgumentException error) when (SourceOf(error) is { } source)
        {
            throw new CallException($"{source}: {ExitCode.InOneLine(error)}");
        }

        string? SourceOf(ArgumentException error) =>
            Array.Find(sources, source => source.Parameter == error.ParamName).Source;
    }
}
