using System.Runtime.InteropServices;
using FastMf.Data;
using FastMf.Kernels;
using FastMf.Simd;

namespace FastMf.Models;

/// <summary>
/// The most similar rows of every row of a matrix. Cosines are products of rows of length 1, so the lists of a model of such rows hold
/// the candidates; those few are scored as <see cref="ScoreAll.Cosines"/> does it. Roundings may have left out a row that belongs into a
/// list only where its last one is not clearly above the last candidate: such a list is left to be found by scoring every row.
/// </summary>
/// <param name="rows">The matrix.</param>
/// <param name="length">How many for each row.</param>
internal sealed class SimilarSearch(FactorMatrix rows, int length)
{
    private const int MoreCandidates = 16;
    private const float Least = 1e-30f; // squares of lengths far from where floats are denormal or overflow
    private const float Most = 1e30f;

    // The dot products of a cosine, that of unit rows, and their rounding: three times n/16 + 10 roundings at most.
    private readonly double _slack = (rows.Stride / 4.0 + 64) / (1 << 24);

    /// <summary>Finds the lists that can be told from the candidates.</summary>
    /// <param name="receive">Takes them.</param>
    /// <param name="threads">Threads to use; 0 for all processors.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <returns>The rows whose lists must be found otherwise.</returns>
    public List<int> Decide(RecommendationHandler receive, int threads, CancellationToken cancellationToken)
    {
        int[] all = [.. Enumerable.Range(0, rows.Rows)];
        if (length == 0 || UnitRows() is not { } unit)
            return [.. length == 0 ? [] : all];
        List<int> undecided = [];
        int candidates = (int)Math.Min((long)length + 1 + MoreCandidates, rows.Rows);
        Scored[] best = new Scored[length];
        RecommendOptions options = new() { Count = candidates, Threads = threads };
        new FactorModel(unit, unit).RecommendAll(
            (row, near) =>
            {
                bool isAll = near.Length == rows.Rows;
                if (
                    SimdWidth.Dispatch<Rescoring, bool>(
                        new(rows, row, near, best, isAll ? -2 : near[^1].Score + _slack)
                    )
                )
                    receive(row, best);
                else
                    undecided.Add(row);
            },
            options,
            cancellationToken
        );
        return undecided;
    }

    /// <summary>The rows with length 1, those of zeros as they are; null where lengths are beyond what can be relied on.</summary>
    private FactorMatrix? UnitRows()
    {
        FactorMatrix unit = rows.Copy();
        for (int row = 0; row < unit.Rows; row++)
        {
            Span<float> values = unit.Row(row);
            double squares = Sum.OfSquares(values);
            if (squares == 0)
                continue;
            if (!(squares is > Least and < Most))
                return null;
            double norm = Math.Sqrt(squares);
            foreach (ref float value in values)
                value = (float)(value / norm);
        }
        return unit;
    }

    /// <summary>Scores candidates exactly; tells whether the list is certain.</summary>
    private readonly ref struct Rescoring(
        FactorMatrix rows,
        int row,
        ReadOnlySpan<Scored> near,
        Span<Scored> best,
        double mostOfOthers
    ) : ISimdVisitor<bool>
    {
        private readonly ReadOnlySpan<Scored> _near = near;
        private readonly Span<Scored> _best = best;

        public bool Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd>
        {
            Span<ulong> keys = MemoryMarshal.Cast<Scored, ulong>(_best);
            TopK top = new(keys);
            Span<float> cosine = stackalloc float[1];
            using RowRoom own = new(rows, 1);
            using RowRoom others = new(rows, 1);
            ReadOnlySpan<float> x = rows.Read<TSimd>(row, 1, own.Floats);
            foreach (Scored candidate in _near)
            {
                if (candidate.Row == row)
                    continue;
                ScoreAll.Cosines<TSimd>(x, rows.Read<TSimd>(candidate.Row, 1, others.Floats), cosine);
                top.Offer(TopK.Key(candidate.Row, cosine[0]));
            }
            int count = top.Finish();
            for (int i = 0; i < count; i++)
                _best[i] = new Scored(TopK.Row(keys[i]), TopK.Score(keys[i]));
            return count == _best.Length && _best[^1].Score > mostOfOthers;
        }
    }
}
