using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FastMf.Kernels;

/// <summary>How large a step a row takes, as a struct so that a kernel is compiled for it.</summary>
internal interface IStepRule<TSelf>
    where TSelf : struct, IStepRule<TSelf>
{
    /// <summary>Whether rows sum up the squares of their slopes.</summary>
    static abstract bool Accumulates { get; }

    /// <summary>The rule with the rate of an epoch.</summary>
    static abstract TSelf Create(float rate);

    /// <summary>The steps of a user's row (element 0) and of an item's row (element 1).</summary>
    Vector128<float> Steps(float userAccumulator, float itemAccumulator);

    /// <summary>The steps of sixteen rows.</summary>
    Vector512<float> Steps(Vector512<float> accumulators);
}

/// <summary>The same step for all rows.</summary>
internal readonly struct PlainRule(float rate) : IStepRule<PlainRule>
{
    public static bool Accumulates => false;

    public static PlainRule Create(float rate) => new(rate);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<float> Steps(float userAccumulator, float itemAccumulator) => Vector128.Create(rate);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Steps(Vector512<float> accumulators) => Vector512.Create(rate);
}

/// <summary>
/// rate / sqrt(G): rows that have seen many errors move less. AdaGrad (Duchi, Hazan and Singer 2011) with one
/// accumulator a row (Chin et al. 2015), which here sums the squared slopes g^2 and not the squares of whole gradients:
/// as accurate on real ratings, and it saves two sums over the row for each rating.
/// </summary>
internal readonly struct AdaGradRule(float rate) : IStepRule<AdaGradRule>
{
    public static bool Accumulates => true;

    public static AdaGradRule Create(float rate) => new(rate);

    /// <summary>Both rows in one register: one root and one division, exact, instead of two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<float> Steps(float userAccumulator, float itemAccumulator) =>
        Vector128.Create(rate) / Vector128.Sqrt(Vector128.Create(userAccumulator, itemAccumulator, 1f, 1f));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Steps(Vector512<float> accumulators) =>
        Vector512.Create(rate) / Vector512.Sqrt(accumulators);
}
