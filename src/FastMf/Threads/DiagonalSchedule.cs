using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace FastMf.Threads;

/// <summary>
/// The order in which the blocks of a grid are worked on: in round t the blocks (p, p + t + offset), one in each column.
/// A grid with more rows than columns is worked on in groups of as many rows as columns, one after the other. A block
/// begins as soon as its row strip's and its column strip's blocks of the round before are done, so there is no barrier,
/// and every strip sees its blocks in the same order whoever works on them.
/// </summary>
/// <remarks>
/// A worker takes a run of rounds of one column, so that the column's strip stays in its cache while row strips pass by. Sweep
/// by sweep each column, counted by c from the offset on, goes up to round min(w L + c + 1, (w + 1) L): since a block's row comes
/// from column c - 1 of the round before, all that a run waits for lies in runs before it.
/// </remarks>
internal sealed class DiagonalSchedule
{
    private const int ColumnsOfAWorker = 4; // at least, so that runs of whole columns leave nobody waiting for long
    private const int Padding = 16; // ints: a cache line, so that strips' counters do not disturb each other

    private readonly int _rows;
    private readonly int _columns;
    private readonly int _length;
    private readonly int _runs;
    private readonly int[] _rowRounds;
    private readonly int[] _columnRounds;
    private int _offset;
    private int _next;
    private volatile bool _stopped;

    /// <param name="rows">Row strips: a multiple of the columns.</param>
    /// <param name="columns">Column strips, 1 or more.</param>
    /// <param name="length">L, the rounds of a run, 1 to <paramref name="columns"/>; no result depends on it.</param>
    public DiagonalSchedule(int rows, int columns, int length = 1)
    {
        Debug.Assert(rows % columns == 0 && length >= 1 && length <= columns);
        (_rows, _columns, _length) = (rows, columns, length);
        _runs = checked(((rows - 1 + length - 1) / length + 1) * columns);
        _rowRounds = new int[rows * Padding];
        _columnRounds = new int[columns * Padding];
    }

    /// <summary>
    /// L for a team: whole columns, which bring most from the cache, for few workers; else single rounds, whose blocks wait less for
    /// each other (docs/performance.md has both played through).
    /// </summary>
    public static int LengthFor(int workers, int columns) => workers * ColumnsOfAWorker <= columns ? columns : 1;

    /// <summary>Begins a pass over all blocks; the offset chooses where.</summary>
    public void Begin(int offset)
    {
        _offset = offset % _columns;
        _next = 0;
        _stopped = false;
        for (int row = 0; row < _rows; row++)
            Counter(_rowRounds, row) = row / _columns * _columns; // a group's first round
        Array.Clear(_columnRounds);
    }

    /// <summary>
    /// One worker's part of a pass: block after block, until none is left or one says false, which ends the pass for all.
    /// Cannot lock up: what is waited for was taken before, by a worker that waits only for what was taken before that.
    /// </summary>
    public void Work(Func<GridBlock, bool> tryRun)
    {
        while (TryTake(out int column, out int first, out int end))
        {
            for (int round = first; round < end; round++)
            {
                GridBlock block = BlockOf(column, round, round > first);
                if (!WaitFor(block))
                    return;
                if (!tryRun(block))
                {
                    _stopped = true;
                    return;
                }
                Complete(block);
            }
        }
    }

    /// <summary>Takes the next run: rounds from the first to before the end; false when all are taken or the pass was stopped.</summary>
    private bool TryTake(out int column, out int first, out int end)
    {
        (column, first, end) = (0, 0, 0);
        while (first == end)
        {
            int k = _stopped ? _runs : Interlocked.Increment(ref _next) - 1;
            if (k >= _runs)
                return false;
            (int sweep, column) = Math.DivRem(k, _columns);
            (first, end) = (EndOf(sweep - 1, column), EndOf(sweep, column));
        }
        return true;
    }

    private int EndOf(int sweep, int column) => Math.Clamp((sweep * _length) + Math.Min(column + 1, _length), 0, _rows);

    private GridBlock BlockOf(int column, int round, bool follows)
    {
        (int group, int ofGroup) = Math.DivRem(round, _columns);
        int row = (group * _columns) + ((column - ofGroup + _columns) % _columns);
        return new(row, (column + _offset) % _columns, round, follows);
    }

    /// <summary>Waits until the block's strips are free; false when the pass was stopped.</summary>
    private bool WaitFor(GridBlock block)
    {
        SpinWait spin = default;
        while (
            Volatile.Read(ref Counter(_rowRounds, block.Row)) < block.Round
            || Volatile.Read(ref Counter(_columnRounds, block.Column)) < block.Round
        )
        {
            if (_stopped)
                return false;
            spin.SpinOnce(sleep1Threshold: -1);
        }
        return true;
    }

    /// <summary>Frees the block's strips for the next round.</summary>
    private void Complete(GridBlock block)
    {
        Volatile.Write(ref Counter(_rowRounds, block.Row), block.Round + 1);
        Volatile.Write(ref Counter(_columnRounds, block.Column), block.Round + 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref int Counter(int[] rounds, int strip) => ref rounds[strip * Padding];
}
