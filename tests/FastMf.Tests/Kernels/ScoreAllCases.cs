using FastMf.Kernels;

namespace FastMf.Tests.Kernels;

/// <summary>A dot product's error and two additions: &lt;= ((n/16 + 4) sum |x_i y_i| + 3 (|start| + |bias| + |y|)) eps.</summary>
internal sealed class ProductsCase() : KernelCase("ScoreAll.Products", 0xAC5E7E63F2E362A1)
{
    protected override float[] Run<TSimd>(KernelInput input)
    {
        float[] scores = new float[3];
        float[] bias = [input.Scalar(6), input.Scalar(7), input.Scalar(8)];
        ScoreAll.Products<TSimd>(input.Scalar(5), bias, input.Row(1), ScoreAllRows.Of(input), scores);
        return scores;
    }

    public override (double Value, double Bound)[] Reference(KernelInput input) =>
        [.. Enumerable.Range(0, 3).Select(j => Reference(input, j))];

    private static (double Value, double Bound) Reference(KernelInput input, int j)
    {
        (double start, double bias) = (input.Scalar(5), input.Scalar(6 + j));
        (double product, double size) = ScoreAllRows.Product(input.Row(1), input.Row(2 + j));
        return (start + bias + product, ScoreAllRows.Bound(input.Length, start, bias, size));
    }
}

/// <summary>
/// x.y is off by at most (n/16 + 4) eps |x| |y|, and each of x.x and y.y by that share of itself, of which the root
/// halves the effect.
/// </summary>
internal sealed class CosinesCase() : KernelCase("ScoreAll.Cosines", 0xC33735A534A030F5)
{
    protected override float[] Run<TSimd>(KernelInput input)
    {
        float[] scores = new float[3];
        ScoreAll.Cosines<TSimd>(input.Row(1), ScoreAllRows.Of(input), scores);
        return scores;
    }

    public override (double Value, double Bound)[] Reference(KernelInput input) =>
        [.. Enumerable.Range(0, 3).Select(j => Reference(input, j))];

    private static (double Value, double Bound) Reference(KernelInput input, int j)
    {
        double product = ScoreAllRows.Product(input.Row(1), input.Row(2 + j)).Product;
        double norm = Math.Sqrt(
            ScoreAllRows.Product(input.Row(1), input.Row(1)).Product
                * ScoreAllRows.Product(input.Row(2 + j), input.Row(2 + j)).Product
        );
        if (norm == 0)
            return (0, 0);
        double lost = input.Length * Tiny / norm; // among denormals
        return (product / norm, (2 * (input.Length / 16 + 4) + 2) * Eps * 1.001 + lost);
    }
}

/// <summary>The matrix of three rows that both cases use.</summary>
internal static class ScoreAllRows
{
    public static float[] Of(KernelInput input) => [.. input.Row(2), .. input.Row(3), .. input.Row(4)];

    /// <summary>A dot product's error and two additions.</summary>
    public static double Bound(int length, double start, double bias, double size)
    {
        const double Eps = 1.0 / (1 << 24);
        double others = Math.Abs(start) + Math.Abs(bias) + size;
        return ((length / 16 + 4) * size + 3 * others) * Eps * 1.001 + (length + 2) * 1e-45;
    }

    public static (double Product, double Size) Product(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        (double sum, double size) = (0, 0);
        for (int i = 0; i < x.Length; i++)
        {
            sum += (double)x[i] * y[i];
            size += Math.Abs((double)x[i] * y[i]);
        }
        return (sum, size);
    }
}
