namespace FastMf.Trainers;

/// <summary>The ratings of a batch, grouped by row: within a row in the order of the batch. Filled again and again.</summary>
internal sealed class BatchGroups
{
    private readonly int[] _rows;
    private readonly int[] _ends; // of each row's positions; a row begins where the one before ends
    private readonly int[] _positions;

    /// <param name="rows">The row of each rating.</param>
    /// <param name="rowCount">How many rows there are.</param>
    /// <param name="size">The size of the largest batch.</param>
    public BatchGroups(int[] rows, int rowCount, int size)
    {
        _rows = rows;
        _ends = new int[rowCount];
        _positions = new int[size];
    }

    /// <summary>Where the row's ratings of this batch are.</summary>
    public ReadOnlySpan<int> this[int row] => _positions.AsSpan((row == 0 ? 0 : _ends[row - 1]).._ends[row]);

    /// <summary>Takes a batch: positions of ratings, in order. Allocates nothing.</summary>
    public void Fill(ReadOnlySpan<int> batch)
    {
        Array.Clear(_ends);
        foreach (int k in batch)
            _ends[_rows[k]]++;
        int start = 0;
        foreach (ref int end in _ends.AsSpan())
            (start, end) = (start + end, start); // for now where the row begins
        foreach (int k in batch)
            _positions[_ends[_rows[k]]++] = k;
    }
}
