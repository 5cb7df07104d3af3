namespace FastMf.Data;

/// <summary>Stands in for Kernels.CounterRandom until it lands.</summary>
internal static class TemporaryRandom
{
    public static ulong Bits(ulong seed, ulong row, ulong column) =>
        Mix(Mix(Mix(seed + Step) + row * Step) + column * Step);

    /// <summary>Twelve uniform numbers less six.</summary>
    public static float Normal(ulong seed, ulong row, ulong column)
    {
        double sum = -6;
        for (ulong k = 0; k < 12; k++)
            sum += (Bits(seed + k + 1, row, column) >> 11) * (1.0 / (1UL << 53));
        return (float)sum;
    }

    private const ulong Step = 0x9E3779B97F4A7C15;

    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
