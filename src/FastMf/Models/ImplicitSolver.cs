using System.Numerics.Tensors;
using FastMf.Data;
using FastMf.Kernels;
using FastMf.Simd;

namespace FastMf.Models;

/// <summary>
/// The best factors of one row of implicit feedback against fixed columns: with the columns v_j and confidences c_j of
/// its positives, and w_j = c_j (or c_j - alpha0 where alpha0 is for missing pairs alone), x solves
/// <code>(alpha0 V'V + lambda_row I + sum_j w_j v_j v_j') x = sum_j c_j v_j</code>
/// A row without positives is 0. Training and fold-in are this one function.
/// </summary>
internal sealed class ImplicitSolver<TSimd>
    where TSimd : struct, ISimd<TSimd>
{
    private const int AtOnce = 64; // gathered rows that stay in the first-level cache

    private readonly int _rank;
    private readonly FactorMatrix _rows; // sqrt(w) v of the positives gathered
    private readonly FactorMatrix _matrix; // the system; g in the column after the last
    private readonly FactorMatrix _room; // two rows
    private readonly DualSolver<TSimd> _dual;

    /// <param name="rank">The number of unknowns.</param>
    public ImplicitSolver(int rank)
    {
        _rank = rank;
        _rows = new FactorMatrix(AtOnce, rank);
        _matrix = new FactorMatrix(_rows.Stride, rank + 1);
        _room = new FactorMatrix(2, rank + 1);
        _dual = new DualSolver<TSimd>(rank);
    }

    /// <summary>Solves one row; false where the numbers ran off. Allocates nothing.</summary>
    /// <param name="columns">The fixed side, and its products.</param>
    /// <param name="others">The rows of the positives' columns.</param>
    /// <param name="confidences">c for each.</param>
    /// <param name="lambda">lambda_row.</param>
    /// <param name="x">Receives the solution, padded with zeros.</param>
    public bool Solve(
        FixedColumns columns,
        ReadOnlySpan<int> others,
        ReadOnlySpan<float> confidences,
        float lambda,
        Span<float> x
    )
    {
        x.Clear();
        if (others.IsEmpty)
            return true;
        if (_dual.Suits(columns, confidences))
            _dual.Solve(columns, others, confidences, lambda, x);
        else
            SolvePrimal(columns, others, confidences, lambda, x);
        return TensorPrimitives.IsFiniteAll<float>(x);
    }

    private void SolvePrimal(
        FixedColumns columns,
        ReadOnlySpan<int> others,
        ReadOnlySpan<float> confidences,
        float lambda,
        Span<float> x
    )
    {
        int stride = _matrix.Stride;
        Span<float> matrix = _matrix.Span(0, _matrix.Rows);
        for (int i = 0; i < _rank; i++)
        {
            columns.Products.Row(i)[(i / 16 * 16)..].CopyTo(_matrix.Row(i)[(i / 16 * 16)..]);
            matrix[i * stride + i] = MathF.Max(matrix[i * stride + i] + lambda, columns.Least);
        }
        Span<float> g = _room.Row(0)[.._rows.Stride];
        g.Clear();
        for (int first = 0; first < others.Length; first += AtOnce)
        {
            int count = Math.Min(AtOnce, others.Length - first);
            Gather(columns, others.Slice(first, count), confidences.Slice(first, count), g);
            ReadOnlySpan<float> rows = _rows.RowsFrom(0, count);
            RankUpdate.Add<TSimd>(rows, rows, _rows.Stride, _rank, matrix, stride);
        }
        for (int i = 0; i < _rank; i++)
            matrix[i * stride + _rank] = g[i];
        Cholesky.Factor<TSimd>(matrix, stride, _rank, _room.Row(1));
        Span<float> solution = _room.Row(0);
        Cholesky.Solve<TSimd>(matrix, stride, _rank, solution);
        solution[.._rank].CopyTo(x);
    }

    private void Gather(FixedColumns columns, ReadOnlySpan<int> others, ReadOnlySpan<float> confidences, Span<float> g)
    {
        for (int k = 0; k < others.Length; k++)
        {
            ReadOnlySpan<float> v = columns.Factors.Row(others[k]);
            TensorPrimitives.Multiply(v, MathF.Sqrt(confidences[k] - columns.Discount), _rows.Row(k));
            Axpy.Add<TSimd>(confidences[k], v, g);
        }
    }
}
