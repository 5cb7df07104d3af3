using System.Runtime.InteropServices;
using FastMf.Kernels;
using FastMf.Simd;

namespace FastMf.Models;

/// <summary>Gives scores to consecutive rows; a struct, so that <see cref="RowScan{TScorer}"/> is compiled for it.</summary>
internal interface IRowScorer
{
    /// <summary>Writes the scores of the rows from <paramref name="first"/> on.</summary>
    void Score<TSimd>(int first, Span<float> scores)
        where TSimd : struct, ISimd<TSimd>;
}

/// <summary>Scores all rows and keeps the best, best first, ties to the lower row; the result is how many were kept.</summary>
/// <param name="scorer">Gives the scores.</param>
/// <param name="rows">How many rows there are.</param>
/// <param name="excluded">Rows to pass over, ascending.</param>
/// <param name="best">Receives the best; holds the keys of <see cref="TopK"/> until the end.</param>
internal readonly ref struct RowScan<TScorer>(TScorer scorer, int rows, ReadOnlySpan<int> excluded, Span<Scored> best)
    : ISimdVisitor<int>
    where TScorer : struct, IRowScorer
{
    private const int PieceSize = 256; // scores stay in the first-level cache

    private readonly ReadOnlySpan<int> _excluded = excluded;
    private readonly Span<Scored> _best = best;

    public int Visit<TSimd>()
        where TSimd : struct, ISimd<TSimd>
    {
        Span<ulong> keys = MemoryMarshal.Cast<Scored, ulong>(_best);
        TopK top = new(keys);
        Span<float> scores = stackalloc float[PieceSize];
        int nextExcluded = 0;
        for (int first = 0; first < rows; first += PieceSize)
        {
            scores = scores[..Math.Min(PieceSize, rows - first)];
            scorer.Score<TSimd>(first, scores);
            for (; nextExcluded < _excluded.Length; nextExcluded++)
            {
                int offset = _excluded[nextExcluded] - first;
                if (offset >= scores.Length)
                    break;
                scores[offset] = float.NaN;
            }
            top.Offer(first, scores);
        }
        int count = top.Finish();
        for (int i = 0; i < count; i++)
            _best[i] = new Scored(TopK.Row(keys[i]), TopK.Score(keys[i]));
        return count;
    }
}
