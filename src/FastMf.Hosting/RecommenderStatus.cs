namespace FastMf.Hosting;

/// <summary>How the loading of models goes.</summary>
/// <param name="Swaps">How many models have taken over so far.</param>
/// <param name="Failures">How many were refused or could not be read.</param>
/// <param name="LastError">Why the last attempt failed; null where it did not.</param>
/// <param name="LastErrorAt">When that was.</param>
public sealed record RecommenderStatus(int Swaps, int Failures, string? LastError, DateTimeOffset? LastErrorAt);
