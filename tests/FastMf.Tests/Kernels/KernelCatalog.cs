using FastMf.Kernels;

namespace FastMf.Tests.Kernels;

/// <summary>Every kernel that is generic over the register type; a test compares this list with the assembly.</summary>
internal static class KernelCatalog
{
    public static IReadOnlyList<KernelCase> All { get; } =
    [
        new DotCase(),
        new AxpyCase(),
        new SgdStepCase(),
        new PairStepCase(),
        new SoftThresholdCase(),
        new ProductsCase(),
        new CosinesCase(),
        new TileCase(),
        new AtLeastCase(),
        new CountBySumsCase(),
        new CountByHeadsCase(),
        new ScreenPanelCase(),
        new RankUpdateCase(),
        new FactorCase(),
        new SolveCase(),
        new SweepCase(),
        new RowProductsCase(),
        new ResidualCase(),
        new SumOfSquaresCase(),
        new SquaresCase(),
        new GatherWeightedCase(),
        new GatherScaledCase(),
        new DecodeHalvesCase(),
        new DecodeBytesCase(),
    ];

    /// <summary>n/16 fused steps in a lane and four levels of the tree: |error| &lt;= (n/16 + 4) eps sum |x_i y_i|.</summary>
    private sealed class DotCase() : KernelCase("Dot.Of", 0x2AFEF17A8A646601)
    {
        protected override float[] Run<TSimd>(KernelInput input) => [Dot.Of<TSimd>(input.Row(1), input.Row(2))];

        public override (double Value, double Bound)[] Reference(KernelInput input)
        {
            double sum = 0;
            double size = 0;
            Span<float> x = input.Row(1);
            Span<float> y = input.Row(2);
            for (int i = 0; i < x.Length; i++)
            {
                sum += (double)x[i] * y[i];
                size += Math.Abs((double)x[i] * y[i]);
            }

            return [(sum, (x.Length / 16 + 4) * Eps * 1.001 * size + x.Length * Tiny)];
        }
    }

    /// <summary>One rounding: |error| &lt;= eps |y + alpha x|.</summary>
    private sealed class AxpyCase() : KernelCase("Axpy.Add", 0x7BBFD696638B3589)
    {
        protected override float[] Run<TSimd>(KernelInput input)
        {
            Span<float> y = input.Row(2);
            Axpy.Add<TSimd>(input.Scalar(3), input.Row(1), y);
            return y.ToArray();
        }

        public override (double Value, double Bound)[] Reference(KernelInput input)
        {
            float alpha = input.Scalar(3);
            return
            [
                .. input
                    .Row(1)
                    .ToArray()
                    .Zip(input.Row(2).ToArray(), (x, y) => y + (double)alpha * x)
                    .Select(exact => (exact, Eps * 1.001 * Math.Abs(exact) + Tiny)),
            ];
        }
    }
}
