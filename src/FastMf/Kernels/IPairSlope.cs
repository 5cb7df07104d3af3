using System.Runtime.Intrinsics;

namespace FastMf.Kernels;

/// <summary>The derivative of a loss of pairs, as <see cref="PairStep"/> needs it.</summary>
internal interface IPairSlope
{
    /// <summary>d loss(1, x) / dx of sixteen x.</summary>
    Vector512<float> Slopes(Vector512<float> x);
}
