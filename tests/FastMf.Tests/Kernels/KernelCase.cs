using FastMf.Simd;

namespace FastMf.Tests.Kernels;

/// <summary>
/// One kernel under test: how to run it, what it should give, and how far from that it may be. The tests of
/// <see cref="KernelTests"/> hold for every case of <see cref="KernelCatalog"/>.
/// </summary>
/// <param name="name">Class and method of the kernel, such as "Dot.Of".</param>
/// <param name="golden">Hash of its results on fixed inputs: the same on every machine and at every width.</param>
internal abstract class KernelCase(string name, ulong golden)
{
    /// <summary>Half a unit in the last place of 1: the relative error of one rounding.</summary>
    protected const double Eps = 1.0 / (1 << 24);

    /// <summary>The absolute error of one rounding among denormals.</summary>
    protected const double Tiny = 1e-45;

    public string Name => name;

    public ulong Golden => golden;

    /// <summary>Everything that the kernel returns or changes, at one width.</summary>
    public float[] Run(int width, KernelInput input) =>
        SimdWidth.Dispatch<Visitor, float[]>(new Visitor(this, input), width);

    /// <summary>The same in double precision, each value with the error that theory allows it.</summary>
    public abstract (double Value, double Bound)[] Reference(KernelInput input);

    protected abstract float[] Run<TSimd>(KernelInput input)
        where TSimd : struct, ISimd<TSimd>;

    private readonly struct Visitor(KernelCase kernel, KernelInput input) : ISimdVisitor<float[]>
    {
        public float[] Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd> => kernel.Run<TSimd>(input);
    }
}
