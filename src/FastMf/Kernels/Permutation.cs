namespace FastMf.Kernels;

/// <summary>Random orders.</summary>
internal static class Permutation
{
    /// <summary>
    /// Writes 0 … n - 1 in random order (Fisher and Yates, as in Durstenfeld 1964), the same for the same seed, stream and n.
    /// </summary>
    /// <param name="order">Takes the n numbers.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="stream">Which of the seed's many orders, such as the number of the epoch.</param>
    public static void Fill(Span<int> order, ulong seed, ulong stream)
    {
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        for (int i = order.Length - 1; i > 0; i--)
        {
            int j = CounterRandom.UniformInt(seed, stream, (ulong)i, i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }
    }
}
