using System.Runtime.InteropServices;
using FastMf.Data;
using FastMf.Kernels;
using FastMf.Simd;

namespace FastMf.Models;

/// <summary>Gives scores to consecutive rows; a struct, so that <see cref="RowScan{TScorer}"/> is compiled for it.</summary>
internal interface IRowScorer
{
    /// <summary>The rows; null where scores do not depend on them.</summary>
    FactorMatrix? Rows { get; }

    /// <summary>Writes the scores of consecutive rows.</summary>
    /// <param name="first">The first one.</param>
    /// <param name="rows">The rows with their padding; nothing where they are not asked for.</param>
    /// <param name="scores">Receives a score for each.</param>
    void Score<TSimd>(int first, ReadOnlySpan<float> rows, Span<float> scores)
        where TSimd : struct, ISimd<TSimd>;
}

/// <summary>Scores all rows and keeps the best, best first, ties to the lower row; the result is how many were kept.</summary>
/// <param name="scorer">Gives the scores.</param>
/// <param name="rows">How many rows there are.</param>
/// <param name="excluded">Rows to pass over, ascending.</param>
/// <param name="best">Receives the best; holds the keys of <see cref="TopK"/> until the end.</param>
internal readonly ref struct RowScan<TScorer>(TScorer scorer, int rows, ReadOnlySpan<int> excluded, Span<Scored> best)
    : ISimdVisitor<int>
    where TScorer : struct, IRowScorer, allows ref struct
{
    private readonly TScorer _scorer = scorer;
    private readonly ReadOnlySpan<int> _excluded = excluded;
    private readonly Span<Scored> _best = best;

    public int Visit<TSimd>()
        where TSimd : struct, ISimd<TSimd>
    {
        Span<ulong> keys = MemoryMarshal.Cast<Scored, ulong>(_best);
        TopK top = new(keys);
        Span<float> scores = stackalloc float[RowPieces<TScorer>.Size];
        using RowPieces<TScorer> pieces = new(_scorer);
        int nextExcluded = 0;
        for (int first = 0; first < rows; first += scores.Length)
        {
            scores = scores[..Math.Min(pieces.Rows, rows - first)];
            pieces.Score<TSimd>(first, scores);
            for (; nextExcluded < _excluded.Length; nextExcluded++)
            {
                int offset = _excluded[nextExcluded] - first;
                if (offset >= scores.Length)
                    break;
                scores[offset] = float.NaN;
            }
            top.Offer<TSimd>(first, scores);
        }
        int count = top.Finish();
        for (int i = 0; i < count; i++)
            _best[i] = new Scored(TopK.Row(keys[i]), TopK.Score(keys[i]));
        return count;
    }
}

/// <summary>Scores piece by piece; where rows are kept rounded, a piece of them is made floats of in one room.</summary>
internal readonly ref struct RowPieces<TScorer>
    where TScorer : struct, IRowScorer, allows ref struct
{
    /// <summary>The most rows of a piece: scores stay in the first-level cache.</summary>
    public const int Size = 256;

    private readonly TScorer _scorer;
    private readonly RowRoom _room;

    public RowPieces(TScorer scorer)
    {
        _scorer = scorer;
        Rows = Size;
        if (scorer.Rows is not { } rows)
            return;
        Rows = RowRoom.RowsAtOnce(rows, Size);
        _room = new(rows, Rows);
    }

    /// <summary>The most rows to score at once.</summary>
    public int Rows { get; }

    /// <summary>Writes the scores of consecutive rows.</summary>
    public void Score<TSimd>(int first, Span<float> scores)
        where TSimd : struct, ISimd<TSimd>
    {
        ReadOnlySpan<float> rows = default;
        if (_scorer.Rows is { } matrix)
            rows = matrix.Read<TSimd>(first, scores.Length, _room.Floats);
        _scorer.Score<TSimd>(first, rows, scores);
    }

    /// <summary>Gives the room back.</summary>
    public void Dispose() => _room.Dispose();
}
