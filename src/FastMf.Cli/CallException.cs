namespace FastMf.Cli;

/// <summary>The call was wrong: an option, a value or a combination; exit code 2.</summary>
internal sealed class CallException(string message) : Exception(message);
