using FastMf.Kernels;
using FastMf.Tests.Reference;

namespace FastMf.Tests.Kernels;

/// <summary>Well-conditioned systems of up to 40 unknowns, made from a kernel's input.</summary>
internal static class System40
{
    private const int Most = 40;

    public static int Count(KernelInput input) => Math.Min(input.Length, Most);

    public static int Stride(KernelInput input) => (Count(input) + 16) / 16 * 16;

    /// <summary>
    /// n I + the products of three rows, and g in column n; the lower triangle is there too. Sizes up to 2^60 have
    /// squares that overflow: ordinary numbers in their place.
    /// </summary>
    public static float[] Of(KernelInput input)
    {
        int n = Count(input);
        int stride = Stride(input);
        float[] matrix = new float[stride * stride];
        float[][] rows = [Row(input, 1), Row(input, 2), Row(input, 3)];
        float[] right = Row(input, 4);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                matrix[i * stride + j] = (float)(rows.Sum(row => (double)row[i] * row[j]) + (i == j ? n : 0));
            matrix[i * stride + n] = right[i];
        }
        return matrix;
    }

    public static float[] Row(KernelInput input, int name)
    {
        Numbers numbers = input.Numbers == Numbers.Wild ? Numbers.Ordinary : input.Numbers;
        return new KernelInput(input.Length, input.Misalignment, numbers).Row(name)[..Count(input)].ToArray();
    }

    /// <summary>The matrix at the alignment of the input.</summary>
    public static Span<float> Placed(KernelInput input)
    {
        float[] matrix = Of(input);
        Span<float> room = new KernelInput(matrix.Length, input.Misalignment, Numbers.Ordinary).Row(1);
        matrix.CopyTo(room);
        return room;
    }

    /// <summary>Each row from its diagonal on.</summary>
    public static float[] Upper(KernelInput input, Span<float> matrix)
    {
        int stride = Stride(input);
        List<float> upper = [];
        for (int i = 0; i < Count(input); i++)
            upper.AddRange(matrix[(i * stride + i)..((i + 1) * stride)]);
        return [.. upper];
    }

    /// <summary>(n + 4) roundings, times the condition number's few units.</summary>
    public static (double, double) Near(KernelInput input, double value, double size) =>
        (value, 20 * (Count(input) + 4) / (double)(1 << 24) * (Math.Abs(value) + size));
}

/// <summary>A fused step for each of three rows, and one addition.</summary>
internal sealed class RankUpdateCase() : KernelCase("RankUpdate.Add", 0x20381F34BA8F70AD)
{
    private const int Terms = 3;

    protected override float[] Run<TSimd>(KernelInput input)
    {
        int stride = System40.Stride(input);
        Span<float> matrix = System40.Placed(input);
        RankUpdate.Add<TSimd>(Rows(input, 5), Rows(input, 8), stride, System40.Count(input), matrix, stride);
        return System40.Upper(input, matrix);
    }

    public override (double Value, double Bound)[] Reference(KernelInput input)
    {
        int stride = System40.Stride(input);
        float[] matrix = System40.Of(input);
        float[] x = Rows(input, 5);
        float[] y = Rows(input, 8);
        List<(double, double)> result = [];
        for (int i = 0; i < System40.Count(input); i++)
        for (int j = i; j < stride; j++)
        {
            double[] terms = [.. Enumerable.Range(0, Terms).Select(k => (double)x[k * stride + i] * y[k * stride + j])];
            double value = matrix[i * stride + j] + terms.Sum();
            double size = terms.Sum(Math.Abs);
            result.Add((value, (Terms * size + Math.Abs(value)) * Eps * 1.01 + 4 * Tiny));
        }
        return [.. result];
    }

    private static float[] Rows(KernelInput input, int first)
    {
        int stride = System40.Stride(input);
        float[] rows = new float[Terms * stride];
        for (int k = 0; k < Terms; k++)
            System40.Row(input, first + k).CopyTo(rows, k * stride);
        return rows;
    }
}

/// <summary>R and R'^-1 g, against the same in double precision.</summary>
internal sealed class FactorCase() : KernelCase("Cholesky.Factor", 0x37BF4A46160D176D)
{
    protected override float[] Run<TSimd>(KernelInput input)
    {
        int n = System40.Count(input);
        int stride = System40.Stride(input);
        Span<float> matrix = System40.Placed(input);
        Cholesky.Factor<TSimd>(matrix, stride, n, new float[n]);
        return System40.Upper(input, matrix);
    }

    public override (double Value, double Bound)[] Reference(KernelInput input)
    {
        int n = System40.Count(input);
        int stride = System40.Stride(input);
        double[,] factor = PlainSystem.From(System40.Of(input), stride, n).Factor();
        List<(double, double)> result = [];
        for (int i = 0; i < n; i++)
        for (int j = i; j < stride; j++)
            result.Add(j <= n ? System40.Near(input, factor[i, j], Math.Sqrt(n)) : (0, 0));
        return [.. result];
    }
}

/// <summary>The whole way to x.</summary>
internal sealed class SolveCase() : KernelCase("Cholesky.Solve", 0x439A5B12688F71AD)
{
    protected override float[] Run<TSimd>(KernelInput input)
    {
        int n = System40.Count(input);
        int stride = System40.Stride(input);
        Span<float> matrix = System40.Placed(input);
        float[] x = new float[stride];
        Cholesky.Factor<TSimd>(matrix, stride, n, new float[n]);
        Cholesky.Solve<TSimd>(matrix, stride, n, x);
        return x;
    }

    public override (double Value, double Bound)[] Reference(KernelInput input)
    {
        int n = System40.Count(input);
        double[] x = PlainSystem.From(System40.Of(input), System40.Stride(input), n).Solve();
        return
        [
            .. x.Select(value => System40.Near(input, value, 1)),
            .. Enumerable.Repeat((0.0, 0.0), System40.Stride(input) - n),
        ];
    }
}

/// <summary>Two sweeps, half of the unknowns bounded.</summary>
internal sealed class SweepCase() : KernelCase("CoordinateDescent.Sweep", 0xCFDD2FF71C5628F5)
{
    protected override float[] Run<TSimd>(KernelInput input)
    {
        int n = System40.Count(input);
        int stride = System40.Stride(input);
        Span<float> matrix = System40.Placed(input);
        float[] g = new float[stride];
        for (int i = 0; i < n; i++)
            g[i] = matrix[i * stride + n];
        float[] x = new float[n];
        for (int sweep = 0; sweep < 2; sweep++)
            CoordinateDescent.Sweep<TSimd>(matrix[..(n * stride)], g, x, n / 2, nonNegative: true, threshold: 0f);
        return x;
    }

    public override (double Value, double Bound)[] Reference(KernelInput input)
    {
        int n = System40.Count(input);
        PlainSystem system = PlainSystem.From(System40.Of(input), System40.Stride(input), n);
        double[] x = new double[n];
        for (int sweep = 0; sweep < 2; sweep++)
            system.Sweep(x, n / 2);
        return [.. x.Select(value => System40.Near(input, value, 1))];
    }
}
