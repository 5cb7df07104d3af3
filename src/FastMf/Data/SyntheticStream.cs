using FastMf.Kernels;

namespace FastMf.Data;

/// <summary>Which random numbers of synthetic data: each kind has a seed of its own, made from the seed of the whole.</summary>
internal enum SyntheticStream
{
    UserFactors,
    ItemFactors,
    UserBias,
    ItemBias,
    UserOrder,
    ItemOrder,
    Choice,
    Noise,
}

/// <summary>Seeds of the streams.</summary>
internal static class SyntheticStreams
{
    private const ulong Purpose = 0x53796E7468657469; // far from the purposes that training has for the same seed

    public static ulong Seed(this SyntheticStream stream, SyntheticOptions options) =>
        CounterRandom.Derive(options.Seed, Purpose + (ulong)stream);
}
