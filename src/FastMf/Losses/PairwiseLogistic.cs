using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using FastMf.Kernels;

namespace FastMf.Losses;

/// <summary>The loss of a pair: loss(1, x) = -ln sigmoid(x), slope -sigmoid(-x).</summary>
internal readonly struct PairwiseLogistic : IPairSlope
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Slopes(Vector512<float> x) => -Sigmoid.Of(-x);
}
