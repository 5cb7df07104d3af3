using System.Runtime.CompilerServices;

namespace FastMf.Threads;

/// <summary>
/// The order in which the blocks of a grid are worked on: in round t the blocks (p, p + t + offset), one in each column.
/// A grid with more rows than columns is worked on in groups of as many rows as columns, one after the other. A block
/// begins as soon as its row strip's and its column strip's blocks of the round before are done, so there is no barrier,
/// and every strip sees its blocks in the same order whoever works on them.
/// </summary>
internal sealed class DiagonalSchedule
{
    private const int Padding = 16; // ints: a cache line, so that strips' counters do not disturb each other

    private readonly int _rows;
    private readonly int _columns;
    private readonly int[] _rowRounds;
    private readonly int[] _columnRounds;
    private int _offset;
    private int _next;
    private volatile bool _stopped;

    /// <param name="rows">Row strips: a multiple of the columns.</param>
    /// <param name="columns">Column strips, 1 or more.</param>
    public DiagonalSchedule(int rows, int columns)
    {
        (_rows, _columns) = (rows, columns);
        _rowRounds = new int[rows * Padding];
        _columnRounds = new int[columns * Padding];
    }

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

    /// <summary>Takes the next block in order; false when all are taken or the pass was stopped.</summary>
    public bool TryTake(out int row, out int column, out int round)
    {
        int k = _stopped ? int.MaxValue : Interlocked.Increment(ref _next) - 1;
        if (k < 0 || k >= _rows * _columns)
        {
            row = column = round = 0;
            return false;
        }
        (round, row) = Math.DivRem(k, _columns);
        column = (row + round + _offset) % _columns;
        row += round / _columns * _columns;
        return true;
    }

    /// <summary>
    /// Waits until the block's strips are free; false when the pass was stopped. Cannot lock up: what is waited for was
    /// taken before, by a worker that waits only for what was taken before that.
    /// </summary>
    public bool WaitFor(int row, int column, int round)
    {
        SpinWait spin = default;
        while (
            Volatile.Read(ref Counter(_rowRounds, row)) < round
            || Volatile.Read(ref Counter(_columnRounds, column)) < round
        )
        {
            if (_stopped)
                return false;
            spin.SpinOnce(sleep1Threshold: -1);
        }
        return true;
    }

    /// <summary>Frees the block's strips for the next round.</summary>
    public void Complete(int row, int column, int round)
    {
        Volatile.Write(ref Counter(_rowRounds, row), round + 1);
        Volatile.Write(ref Counter(_columnRounds, column), round + 1);
    }

    /// <summary>Ends the pass: nothing more is taken, nobody waits on.</summary>
    public void Stop() => _stopped = true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref int Counter(int[] rounds, int strip) => ref rounds[strip * Padding];
}
