using System.Numerics.Tensors;
using FastMf.Data;
using FastMf.Kernels;
using FastMf.Simd;

namespace FastMf.Models;

/// <summary>
/// The best factors of a row with few positives, where the products of all columns are diagonal. With D = alpha0 V'V +
/// lambda I and the rows t_j = sqrt(w_j) D^-1/2 v_j of T,
/// <code>x = D^-1/2 T' (I + T T')^-1 e,   e_j = c_j / sqrt(w_j)</code>
/// solves (D + sum_j w_j v_j v_j') x = sum_j c_j v_j by a system of as many unknowns as there are positives, and a well
/// conditioned one.
/// </summary>
internal sealed class DualSolver<TSimd>
    where TSimd : struct, ISimd<TSimd>
{
    private readonly FactorMatrix _rows; // T
    private readonly FactorMatrix _matrix; // I + T T', and e in the column after the last
    private readonly FactorMatrix _scale; // D^-1/2
    private readonly float[] _limits;
    private readonly float[] _solution;

    /// <param name="rank">The number of factors.</param>
    public DualSolver(int rank)
    {
        Most = (int)(0.75 * rank);
        int rows = (Most + 7) / 8 * 8;
        _rows = new FactorMatrix(Math.Max(rows, 1), rank);
        _matrix = new FactorMatrix(Math.Max(rows, 1), rows + 1);
        _scale = new FactorMatrix(1, rank);
        _limits = new float[Math.Max(rows, 1)];
        _solution = new float[_matrix.Stride];
    }

    /// <summary>The most positives for which this is the shorter way.</summary>
    public int Most { get; }

    /// <summary>Whether it can solve a row: few positives, and none whose weight w all but vanishes.</summary>
    public bool Suits(FixedColumns columns, ReadOnlySpan<float> confidences)
    {
        if (!columns.IsDiagonal || confidences.Length > Most)
            return false;
        if (columns.Discount == 0f)
            return true;
        foreach (float c in confidences)
        {
            if (c - columns.Discount < 1e-3f * c)
                return false;
        }
        return true;
    }

    /// <summary>Solves one row; the parameters are those of <see cref="IImplicitSolver.Solve"/>.</summary>
    public void Solve(
        FixedColumns columns,
        ReadOnlySpan<int> others,
        ReadOnlySpan<float> confidences,
        float lambda,
        Span<float> x
    )
    {
        int n = confidences.Length;
        int stride = (n + 16) / 16 * 16;
        Span<float> matrix = _matrix.Span(0, _matrix.Rows)[..((n + 7) / 8 * 8 * stride)];
        Span<float> scale = _scale.Row(0);
        TensorPrimitives.Add(columns.Diagonal, lambda, scale);
        TensorPrimitives.Max(scale, columns.Least, scale);
        TensorPrimitives.Sqrt(scale, scale);
        TensorPrimitives.Divide(1f, scale, scale);
        GatherRows.Scaled<TSimd>(
            in columns.Factors.Origin,
            others,
            confidences,
            columns.Discount,
            scale,
            _rows.Span(0, n)
        );
        RowProducts.Of<TSimd>(_rows.RowsFrom(0, (n + 3) / 4 * 4), _rows.Stride, n, matrix, stride);
        for (int k = 0; k < n; k++)
        {
            matrix[k * stride + k] += 1f;
            matrix[(k * stride + n)..((k + 1) * stride)].Clear();
            matrix[k * stride + n] = confidences[k] / MathF.Sqrt(confidences[k] - columns.Discount);
        }
        Cholesky.Factor<TSimd>(matrix, stride, n, _limits);
        Span<float> solution = _solution.AsSpan(0, stride);
        Cholesky.Solve<TSimd>(matrix, stride, n, solution);
        x.Clear();
        for (int k = 0; k < n; k++)
            Axpy.Add<TSimd>(solution[k], _rows.Row(k), x);
        TensorPrimitives.Multiply(x, scale, x);
    }
}
