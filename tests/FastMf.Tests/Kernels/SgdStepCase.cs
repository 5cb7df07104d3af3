using System.Runtime.InteropServices;
using FastMf.Kernels;

namespace FastMf.Tests.Kernels;

/// <summary>
/// One rating's step with AdaGrad and one with the same step for all rows. The bounds follow the formula: g is off by
/// what the dot product and five more roundings allow, everything else is a few roundings of terms of known size.
/// </summary>
internal sealed class SgdStepCase() : KernelCase("SgdStep.Run", 0x0C93659B18EF2B3D)
{
    private const float Mean = 3.5f;
    private const float BiasShare = 0.25f;
    private const float Rate = 0.5f;
    private const float Target = 4f;

    private static readonly SgdRow User = new()
    {
        Accumulator = 30f,
        Bias = 0.3f,
        Shrink = 0.05f,
        BiasShrink = 0.02f,
    };

    private static readonly SgdRow Item = new()
    {
        Accumulator = 7f,
        Bias = -0.4f,
        Shrink = 0.07f,
        BiasShrink = 0.01f,
    };

    protected override float[] Run<TSimd>(KernelInput input) =>
        [.. Run<TSimd, AdaGradRule>(input), .. Run<TSimd, PlainRule>(input)];

    public override (double Value, double Bound)[] Reference(KernelInput input) =>
        [.. Reference(input, adaptive: true), .. Reference(input, adaptive: false)];

    private static float[] Run<TSimd, TRule>(KernelInput input)
        where TSimd : struct, FastMf.Simd.ISimd<TSimd>
        where TRule : struct, IStepRule<TRule>
    {
        Span<float> u = Tame(input).Row(1);
        Span<float> v = Tame(input).Row(2);
        SgdRow user = User;
        SgdRow item = Item;
        double squares = SgdStep.Run<TSimd, Squared, TRule>(
            [new SgdEntry(0, 0, Target)],
            default,
            ref MemoryMarshal.GetReference(u),
            ref user,
            ref MemoryMarshal.GetReference(v),
            ref item,
            input.Length,
            new SgdTerms(Mean, BiasShare, NonNegative: false),
            default(Squared),
            TRule.Create(Rate)
        );
        return [.. u, .. v, user.Bias, item.Bias, user.Accumulator, item.Accumulator, (float)squares];
    }

    private static IEnumerable<(double, double)> Reference(KernelInput input, bool adaptive)
    {
        float[] u = Tame(input).Row(1).ToArray();
        float[] v = Tame(input).Row(2).ToArray();
        double dot = u.Zip(v, (x, z) => (double)x * z).Sum();
        double size = u.Zip(v, (x, z) => Math.Abs((double)x * z)).Sum();
        double g = 2 * (Target - (Mean + (double)User.Bias + Item.Bias + dot));
        double roundings = (input.Length / 16 + 12) * Eps * 1.01;
        double gBound = 2 * roundings * (Target + Mean + 1 + size);
        double userStep = adaptive ? Rate / Math.Sqrt(User.Accumulator) : Rate;
        double itemStep = adaptive ? Rate / Math.Sqrt(Item.Accumulator) : Rate;

        (double, double) Factor(double x, double z, double step, double shrink)
        {
            double moved = x + step * (g * z - shrink * x);
            double bound = 8 * Eps * (Math.Abs(x) + Math.Abs(step * g * z) + Math.Abs(moved));
            return (moved, bound + step * Math.Abs(z) * gBound + 4 * Tiny);
        }

        (double, double) Bias(double x, double step, double shrink)
        {
            double moved = x + BiasShare * step * (g - shrink * x);
            return (moved, BiasShare * step * (gBound + 8 * Eps * (Math.Abs(g) + 1)) + 2 * Eps * Math.Abs(moved));
        }

        double square = g * g;
        double squareBound = (2 * Math.Abs(g) + gBound) * gBound + 4 * Eps * (square + 100);
        return
        [
            .. u.Zip(v, (x, z) => Factor(x, z, userStep, User.Shrink)),
            .. u.Zip(v, (x, z) => Factor(z, x, itemStep, Item.Shrink)),
            Bias(User.Bias, userStep, User.BiasShrink),
            Bias(Item.Bias, itemStep, Item.BiasShrink),
            (User.Accumulator + (adaptive ? square : 0), squareBound),
            (Item.Accumulator + (adaptive ? square : 0), squareBound),
            (square, squareBound),
        ];
    }

    /// <summary>Sizes up to 2^60 have squares that overflow: ordinary numbers in their place.</summary>
    private static KernelInput Tame(KernelInput input) =>
        input.Numbers == Numbers.Wild ? new(input.Length, input.Misalignment, Numbers.Ordinary) : input;

    private readonly struct Squared : ISlope
    {
        public float Slope(float target, float prediction) => -2f * (target - prediction);
    }
}
