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
internal sealed class ImplicitSolver<TSimd> : IImplicitSolver
    where TSimd : struct, ISimd<TSimd>
{
    private const int AtOnce = 64; // gathered rows that stay in the first-level cache

    private static readonly int[] s_inOrder = [.. Enumerable.Range(0, AtOnce)];

    private readonly int _rank;
    private readonly FactorMatrix _rows; // sqrt(w) v of the positives gathered
    private readonly FactorMatrix _matrix; // the system; g in the column after the last
    private readonly FactorMatrix _room; // two rows
    private readonly DualSolver<TSimd> _dual;
    private FactorMatrix? _decoded; // the rows v of a chunk, where columns are rounded

    /// <param name="rank">The number of unknowns.</param>
    public ImplicitSolver(int rank)
    {
        _rank = rank;
        _rows = new FactorMatrix(AtOnce, rank);
        _matrix = new FactorMatrix(_rows.Stride, rank + 1);
        _room = new FactorMatrix(2, rank + 1);
        _dual = new DualSolver<TSimd>(rank);
    }

    /// <inheritdoc/>
    public float Product(ReadOnlySpan<float> x, ReadOnlySpan<float> y) => Dot.Of<TSimd>(x, y);

    /// <inheritdoc/>
    public bool Solve(
        FixedColumns columns,
        ReadOnlySpan<int> others,
        ReadOnlySpan<float> confidences,
        float lambda,
        ReadOnlySpan<float> right,
        Span<float> x
    )
    {
        x.Clear();
        if (confidences.IsEmpty)
            return true;
        if (right.IsEmpty && _dual.Suits(columns, confidences))
            _dual.Solve(columns, others, confidences, lambda, x);
        else
            SolvePrimal(columns, others, confidences, lambda, right, x);
        return TensorPrimitives.IsFiniteAll<float>(x);
    }

    private void SolvePrimal(
        FixedColumns columns,
        ReadOnlySpan<int> others,
        ReadOnlySpan<float> confidences,
        float lambda,
        ReadOnlySpan<float> right,
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
        for (int first = 0; first < confidences.Length; first += AtOnce)
        {
            int count = Math.Min(AtOnce, confidences.Length - first);
            ReadOnlySpan<int> wanted = others[first..];
            FactorMatrix factors = columns.Factors;
            if (factors.IsRounded)
            {
                factors = Decoded(factors, wanted[..count]);
                wanted = s_inOrder.AsSpan(0, count);
            }
            GatherRows.Weighted<TSimd>(
                in factors.Origin,
                wanted,
                confidences.Slice(first, count),
                columns.Discount,
                _rows.Span(0, count),
                g
            );
            ReadOnlySpan<float> rows = _rows.RowsFrom(0, count);
            RankUpdate.Add<TSimd>(rows, rows, _rows.Stride, _rank, matrix, stride);
        }
        for (int i = 0; i < _rank; i++)
            matrix[i * stride + _rank] = right.IsEmpty ? g[i] : right[i];
        Cholesky.Factor<TSimd>(matrix, stride, _rank, _room.Row(1));
        Span<float> solution = _room.Row(0);
        Cholesky.Solve<TSimd>(matrix, stride, _rank, solution);
        solution[.._rank].CopyTo(x);
    }

    /// <summary>Some rows as floats, one after the other.</summary>
    private FactorMatrix Decoded(FactorMatrix factors, ReadOnlySpan<int> rows)
    {
        _decoded ??= new FactorMatrix(AtOnce, _rank);
        for (int k = 0; k < rows.Length; k++)
            factors.CopyPadded(rows[k], _decoded.Row(k));
        return _decoded;
    }
}
