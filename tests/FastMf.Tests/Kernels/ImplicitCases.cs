using System.Runtime.InteropServices;
using FastMf.Kernels;

namespace FastMf.Tests.Kernels;

/// <summary>All products of seven rows, eight in memory: each has the bound of the inner product.</summary>
internal sealed class RowProductsCase() : KernelCase("RowProducts.Of", 0x9D1E57452D5D6E5D)
{
    private const int Count = 7;

    protected override float[] Run<TSimd>(KernelInput input)
    {
        float[] matrix = new float[8 * 16];
        RowProducts.Of<TSimd>(SixRows.Placed(input, 8), input.Length, Count, matrix, 16);
        List<float> upper = [];
        for (int i = 0; i < Count; i++)
            upper.AddRange(matrix[(i * 16 + i)..(i * 16 + Count)]);
        return [.. upper];
    }

    public override (double Value, double Bound)[] Reference(KernelInput input)
    {
        float[] rows = SixRows.Placed(input, 8).ToArray();
        List<(double, double)> result = [];
        for (int i = 0; i < Count; i++)
        for (int j = i; j < Count; j++)
        {
            double[] terms =
            [
                .. Enumerable
                    .Range(0, input.Length)
                    .Select(k => (double)rows[i * input.Length + k] * rows[j * input.Length + k]),
            ];
            double size = terms.Sum(Math.Abs);
            result.Add((terms.Sum(), (input.Length / 16 + 4) * Eps * 1.001 * size + input.Length * Tiny));
        }
        return [.. result];
    }
}

/// <summary>Six rows of a matrix of eight, one of them twice: a group of four and half of one.</summary>
internal static class SixRows
{
    public const float Discount = 0.25f;

    public static readonly int[] Rows = [5, 0, 3, 7, 7, 2];
    public static readonly float[] Confidences = [1f, 2.5f, 0.25f, 40f, 3f, 1.5f];

    /// <summary>Rows one after the other, at the alignment of the input; ordinary numbers, whose products are finite.</summary>
    public static Span<float> Placed(KernelInput input, int rows)
    {
        Numbers numbers = input.Numbers == Numbers.Wild ? Numbers.Ordinary : input.Numbers;
        return new KernelInput(rows * input.Length, input.Misalignment, numbers).Row(1);
    }

    public static float[] X(KernelInput input) => Placed(input, 1).ToArray();

    /// <summary>v.x of each of the rows, and the most it may be off.</summary>
    public static (double Value, double Bound)[] Products(KernelInput input)
    {
        float[] matrix = Placed(input, 8).ToArray();
        float[] x = X(input);
        return
        [
            .. Rows.Select(row =>
            {
                double[] terms = [.. x.Select((z, k) => (double)z * matrix[row * x.Length + k])];
                return (terms.Sum(), (x.Length / 16 + 5) * 6.1e-8 * terms.Sum(Math.Abs) + 1e-30);
            }),
        ];
    }
}

/// <summary>Both uses: what is left of the right side, and a product alone.</summary>
internal sealed class ResidualCase() : KernelCase("WeightedRows.AddResidual", 0x1387C8070DC0C7A5)
{
    protected override float[] Run<TSimd>(KernelInput input) => [.. Run<TSimd>(input, 1f), .. Run<TSimd>(input, 0f)];

    public override (double Value, double Bound)[] Reference(KernelInput input) =>
        [.. Reference(input, 1), .. Reference(input, 0)];

    public static float[] Run<TSimd>(KernelInput input, float target)
        where TSimd : struct, FastMf.Simd.ISimd<TSimd>
    {
        float[] sum = SixRows.X(input);
        WeightedRows.AddResidual<TSimd>(
            ref MemoryMarshal.GetReference(SixRows.Placed(input, 8)),
            SixRows.Rows,
            SixRows.Confidences,
            target,
            SixRows.Discount,
            SixRows.X(input),
            sum
        );
        return sum;
    }

    private static IEnumerable<(double, double)> Reference(KernelInput input, double target)
    {
        float[] matrix = SixRows.Placed(input, 8).ToArray();
        float[] x = SixRows.X(input);
        (double Value, double Bound)[] products = SixRows.Products(input);
        for (int i = 0; i < x.Length; i++)
        {
            double sum = x[i];
            double bound = Math.Abs(sum);
            double inherited = 0;
            for (int k = 0; k < products.Length; k++)
            {
                double w = SixRows.Confidences[k] - SixRows.Discount;
                double v = matrix[SixRows.Rows[k] * x.Length + i];
                double term = (target * SixRows.Confidences[k] - w * products[k].Value) * v;
                sum += term;
                bound += Math.Abs(target * SixRows.Confidences[k] * v) + Math.Abs(w * products[k].Value * v);
                inherited += Math.Abs(w * products[k].Bound * v);
            }
            yield return (sum, 12 * Eps * bound + 1.01 * inherited + 10 * Tiny);
        }
    }
}

/// <summary>In double, of inner products in float.</summary>
internal sealed class SumOfSquaresCase() : KernelCase("WeightedRows.SumOfSquares", 0xE6F496AEF7AB49AD)
{
    protected override float[] Run<TSimd>(KernelInput input) =>
        [
            (float)
                WeightedRows.SumOfSquares<TSimd>(
                    ref MemoryMarshal.GetReference(SixRows.Placed(input, 8)),
                    SixRows.Rows,
                    SixRows.Confidences,
                    SixRows.Discount,
                    SixRows.X(input)
                ),
        ];

    public override (double Value, double Bound)[] Reference(KernelInput input)
    {
        double sum = 0;
        double bound = 0;
        (double Value, double Bound)[] products = SixRows.Products(input);
        for (int k = 0; k < products.Length; k++)
        {
            double w = SixRows.Confidences[k] - SixRows.Discount;
            sum += w * products[k].Value * products[k].Value;
            bound += w * (2 * Math.Abs(products[k].Value) + products[k].Bound) * products[k].Bound;
        }
        return [(sum, 1.01 * bound + 2 * Eps * Math.Abs(sum) + Tiny)];
    }
}

/// <summary>The squares; two roundings a term, and one of the sum. The residual is that of the other kernel.</summary>
internal sealed class SquaresCase() : KernelCase("WeightedRows.AddResidualAndSquares", 0xF657F7E9ED19749D)
{
    protected override float[] Run<TSimd>(KernelInput input)
    {
        float[] sum = SixRows.X(input);
        float[] residual = SixRows.X(input);
        WeightedRows.AddResidualAndSquares<TSimd>(
            ref MemoryMarshal.GetReference(SixRows.Placed(input, 8)),
            SixRows.Rows,
            SixRows.Confidences,
            SixRows.Discount,
            SixRows.X(input),
            residual,
            sum
        );
        Assert.Equal(ResidualCase.Run<TSimd>(input, 1f), residual);
        return sum;
    }

    public override (double Value, double Bound)[] Reference(KernelInput input)
    {
        float[] matrix = SixRows.Placed(input, 8).ToArray();
        float[] x = SixRows.X(input);
        return
        [
            .. x.Select(
                (start, i) =>
                {
                    double[] terms =
                    [
                        .. SixRows.Rows.Select(
                            (row, k) =>
                            {
                                double v = matrix[row * x.Length + i];
                                return (SixRows.Confidences[k] - (double)SixRows.Discount) * v * v;
                            }
                        ),
                    ];
                    double size = Math.Abs(start) + terms.Sum();
                    return (start + terms.Sum(), 10 * Eps * size + 20 * Tiny);
                }
            ),
        ];
    }
}

/// <summary>Rows times a factor, a rounding more for its root, and their sum.</summary>
internal sealed class GatherWeightedCase() : KernelCase("GatherRows.Weighted", 0x778292C2BCD39D8D)
{
    protected override float[] Run<TSimd>(KernelInput input)
    {
        float[] gathered = new float[SixRows.Rows.Length * input.Length];
        float[] sum = SixRows.X(input);
        GatherRows.Weighted<TSimd>(
            ref MemoryMarshal.GetReference(SixRows.Placed(input, 8)),
            SixRows.Rows,
            SixRows.Confidences,
            SixRows.Discount,
            gathered,
            sum
        );
        return [.. gathered, .. sum];
    }

    public override (double Value, double Bound)[] Reference(KernelInput input)
    {
        float[] matrix = SixRows.Placed(input, 8).ToArray();
        float[] x = SixRows.X(input);
        List<(double, double)> result = [];
        double[] sums = [.. x.Select(value => (double)value)];
        double[] sizes = [.. x.Select(value => Math.Abs((double)value))];
        for (int k = 0; k < SixRows.Rows.Length; k++)
        {
            double root = Math.Sqrt(SixRows.Confidences[k] - (double)SixRows.Discount);
            for (int i = 0; i < x.Length; i++)
            {
                double v = matrix[SixRows.Rows[k] * x.Length + i];
                result.Add((root * v, 3 * Eps * Math.Abs(root * v) + Tiny));
                sums[i] += SixRows.Confidences[k] * v;
                sizes[i] += Math.Abs(SixRows.Confidences[k] * v);
            }
        }
        result.AddRange(sums.Zip(sizes, (sum, size) => (sum, 8 * Eps * size + Tiny)));
        return [.. result];
    }
}

/// <summary>Rows times a factor and a vector.</summary>
internal sealed class GatherScaledCase() : KernelCase("GatherRows.Scaled", 0x9E14F925781667FD)
{
    protected override float[] Run<TSimd>(KernelInput input)
    {
        float[] gathered = new float[SixRows.Rows.Length * input.Length];
        GatherRows.Scaled<TSimd>(
            ref MemoryMarshal.GetReference(SixRows.Placed(input, 8)),
            SixRows.Rows,
            SixRows.Confidences,
            SixRows.Discount,
            SixRows.X(input),
            gathered
        );
        return gathered;
    }

    public override (double Value, double Bound)[] Reference(KernelInput input)
    {
        float[] matrix = SixRows.Placed(input, 8).ToArray();
        float[] x = SixRows.X(input);
        List<(double, double)> result = [];
        for (int k = 0; k < SixRows.Rows.Length; k++)
        {
            double root = Math.Sqrt(SixRows.Confidences[k] - (double)SixRows.Discount);
            for (int i = 0; i < x.Length; i++)
            {
                double value = root * matrix[SixRows.Rows[k] * x.Length + i] * x[i];
                result.Add((value, 4 * Eps * Math.Abs(value) + 4 * Tiny));
            }
        }
        return [.. result];
    }
}
