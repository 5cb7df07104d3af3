using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using FastMf.Kernels;
using FastMf.Simd;

namespace FastMf.Tests.Kernels;

/// <summary>
/// One pair's step with AdaGrad and one with the same step for all rows, the slope linear in x so that no exponential blurs
/// the bound: g is off by what the inner product and a few more roundings allow, everything else is a few roundings of
/// terms of known size.
/// </summary>
internal sealed class PairStepCase() : KernelCase("PairStep.Run", 0x11CA0B8ABF5E8545)
{
    private const float Rate = 0.5f;
    private const float Weight = 0.75f;

    private static readonly PairTerms Terms = new(
        UserShrink: 0.05f,
        ItemShrink: 0.07f,
        BiasShrink: 0.02f,
        BiasShare: 0.25f
    );
    private static readonly float[] Sums = [30f, 7f, 12f]; // of the user, the item and the other
    private static readonly float[] Biases = [0.3f, -0.4f];

    protected override float[] Run<TSimd>(KernelInput input) =>
        [.. Run<TSimd, AdaGradRule>(input), .. Run<TSimd, PlainRule>(input)];

    public override (double Value, double Bound)[] Reference(KernelInput input) =>
        [.. Reference(input, adaptive: true), .. Reference(input, adaptive: false)];

    private static float[] Run<TSimd, TRule>(KernelInput input)
        where TSimd : struct, ISimd<TSimd>
        where TRule : struct, IStepRule<TRule>
    {
        KernelInput tame = Tame(input);
        Span<float> u = tame.Row(1);
        Span<float> items = new float[2 * input.Length];
        tame.Row(2).CopyTo(items);
        tame.Row(3).CopyTo(items[input.Length..]);
        float[] userSums = [Sums[0]];
        float[] itemSums = [.. Sums[1..]];
        float[] biases = [.. Biases];
        double squares = PairStep.Run<TSimd, Linear, TRule>(
            [new PairEntry(0, 0, 1, Weight)],
            new(
                ref MemoryMarshal.GetReference(u),
                userSums,
                ref MemoryMarshal.GetReference(items),
                itemSums,
                biases,
                input.Length
            ),
            Terms,
            default(Linear),
            TRule.Create(Rate)
        );
        return [.. u, .. items, .. biases, .. userSums, .. itemSums, (float)squares];
    }

    private static IEnumerable<(double, double)> Reference(KernelInput input, bool adaptive)
    {
        double[] u = Doubles(Tame(input).Row(1));
        double[] v = Doubles(Tame(input).Row(2));
        double[] z = Doubles(Tame(input).Row(3));
        double[] difference = [.. v.Zip(z, (x, y) => x - y)];
        double product = u.Zip(difference, (x, d) => x * d).Sum();
        double size = u.Select((x, k) => Math.Abs(x) * (Math.Abs(v[k]) + Math.Abs(z[k]))).Sum();
        double g = Weight * (1 - (Biases[0] - (double)Biases[1] + product));
        double gBound = (input.Length / 16 + 12) * Eps * 1.01 * (2 + size);
        double[] steps = [.. Sums.Select(sum => adaptive ? Rate / Math.Sqrt(sum) : Rate)];

        (double, double) Factor(double x, double along, double alongBound, double step, double shrink)
        {
            double moved = x + step * (g * along - shrink * x);
            double bound = 8 * Eps * (Math.Abs(x) + Math.Abs(step * g * along) + Math.Abs(moved));
            return (moved, bound + step * (Math.Abs(along) * gBound + Math.Abs(g) * alongBound) + 4 * Tiny);
        }

        (double, double) Bias(double b, double sign, double step)
        {
            double moved = b + Terms.BiasShare * step * (sign * g - Terms.BiasShrink * b);
            double slack = gBound + 8 * Eps * (Math.Abs(g) + 1);
            return (moved, Terms.BiasShare * step * slack + 2 * Eps * Math.Abs(moved));
        }

        double square = g * g;
        double squareBound = (2 * Math.Abs(g) + gBound) * gBound + 4 * Eps * (square + 100);
        return
        [
            .. u.Select(
                (x, k) => Factor(x, difference[k], Eps * (Math.Abs(v[k]) + Math.Abs(z[k])), steps[0], Terms.UserShrink)
            ),
            .. v.Select((x, k) => Factor(x, u[k], 0, steps[1], Terms.ItemShrink)),
            .. z.Select((x, k) => Factor(x, -u[k], 0, steps[2], Terms.ItemShrink)),
            Bias(Biases[0], 1, steps[1]),
            Bias(Biases[1], -1, steps[2]),
            .. Sums.Select(sum => (sum + (adaptive ? square : 0), squareBound)),
            (square, squareBound),
        ];
    }

    private static double[] Doubles(ReadOnlySpan<float> row) => [.. row.ToArray().Select(x => (double)x)];

    /// <summary>Sizes up to 2^60 have products that overflow: ordinary numbers in their place.</summary>
    private static KernelInput Tame(KernelInput input) =>
        input.Numbers == Numbers.Wild ? new(input.Length, input.Misalignment, Numbers.Ordinary) : input;

    private readonly struct Linear : IPairSlope
    {
        public Vector512<float> Slopes(Vector512<float> x) => x - Vector512<float>.One;
    }
}
