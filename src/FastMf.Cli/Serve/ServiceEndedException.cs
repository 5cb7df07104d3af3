namespace FastMf.Cli.Serve;

/// <summary>Somebody at the keyboard has ended a service: its normal end, with the exit code of what was interrupted.</summary>
internal sealed class ServiceEndedException() : OperationCanceledException(Farewell)
{
    /// <summary>What is said at the end, whoever asked for it.</summary>
    public const string Farewell = "The service has ended; requests under way were answered.";
}
