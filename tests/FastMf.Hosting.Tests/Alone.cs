namespace FastMf.Hosting.Tests;

/// <summary>Tests that must not run beside others: they count the bytes of the process, or keep all cores busy.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
