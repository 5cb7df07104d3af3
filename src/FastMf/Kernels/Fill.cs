namespace FastMf.Kernels;

/// <summary>
/// Rows of random numbers: element i is f(seed, row, i), so a longer row begins with the shorter one and rows may be
/// filled by any thread in any order.
/// </summary>
internal static class Fill
{
    private const int Draws = 64; // at a time; even, since random numbers come in pairs

    /// <summary>Independent normal values with mean 0 and standard deviation <paramref name="scale"/>.</summary>
    /// <param name="seed">The seed; one of its own for each matrix (see <see cref="CounterRandom.Derive"/>).</param>
    /// <param name="row">The row's number.</param>
    /// <param name="destination">The row, of any length; leave a padding out.</param>
    /// <param name="scale">The standard deviation.</param>
    public static void Normal(ulong seed, long row, Span<float> destination, float scale)
    {
        Span<double> draws = stackalloc double[Draws];
        for (int start = 0; start < destination.Length; start += Draws)
        {
            Span<float> part = destination[start..Math.Min(start + Draws, destination.Length)];
            for (int i = 0; i < part.Length; i += 2)
            {
                (ulong even, ulong odd) = CounterRandom.Block(seed, (ulong)row, (ulong)(start + i) >> 1);
                draws[i] = CounterRandom.ToProbability(even);
                draws[i + 1] = CounterRandom.ToProbability(odd);
            }
            NormalQuantile.Of(draws[..part.Length]);
            for (int i = 0; i < part.Length; i++)
                part[i] = (float)(scale * draws[i]);
        }
    }

    /// <summary>Independent values, uniform in [0, <paramref name="scale"/>]; parameters as for <see cref="Normal"/>.</summary>
    public static void Uniform(ulong seed, long row, Span<float> destination, float scale)
    {
        for (int i = 0; i < destination.Length; i++)
            destination[i] = (float)(scale * CounterRandom.Uniform(seed, (ulong)row, (ulong)i));
    }
}
