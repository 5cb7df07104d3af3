namespace FastMf.Tests;

/// <summary>The widths that every kernel test walks; the last one is the oracle.</summary>
internal static class SimdWidths
{
    public static IReadOnlyList<int> All { get; } = [16, 8, 4, 1];
}
