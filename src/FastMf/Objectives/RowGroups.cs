namespace FastMf.Objectives;

/// <summary>The positions of ratings, grouped by row: within a row in the order of the ratings.</summary>
internal sealed class RowGroups
{
    private readonly int[] _offsets;
    private readonly int[] _positions;

    /// <param name="rows">The row of each rating; ratings with a negative row are in no group.</param>
    /// <param name="counts">How many ratings each row has.</param>
    public RowGroups(ReadOnlySpan<int> rows, ReadOnlySpan<int> counts)
    {
        _offsets = new int[counts.Length + 1];
        for (int i = 0; i < counts.Length; i++)
            _offsets[i + 1] = _offsets[i] + counts[i];
        _positions = new int[_offsets[^1]];
        int[] next = _offsets[..^1];
        for (int k = 0; k < rows.Length; k++)
        {
            if (rows[k] >= 0)
                _positions[next[rows[k]]++] = k;
        }
    }

    /// <summary>Where the row's ratings are.</summary>
    public ReadOnlySpan<int> this[int row] => _positions.AsSpan(_offsets[row].._offsets[row + 1]);
}
