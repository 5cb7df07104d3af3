namespace FastMf.Training;

/// <summary>A number that a finding was judged by.</summary>
/// <param name="Name">What it is, as a key of JSON: <c>fromEpoch</c>, <c>bestError</c> …</param>
/// <param name="Value">The number; may be infinite or NaN where a fit diverged.</param>
public readonly record struct FindingNumber(string Name, double Value);
