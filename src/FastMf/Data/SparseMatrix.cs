using FastMf.Threads;

namespace FastMf.Data;

/// <summary>
/// Ratings in compressed rows: for each row the columns that have a value, ascending, and the values. Immutable and
/// thread-safe.
/// </summary>
public sealed class SparseMatrix
{
    private readonly int[] _offsets;
    private readonly int[] _columns;
    private readonly float[] _values;

    private SparseMatrix(int columnCount, int[] offsets, int[] columns, float[] values)
    {
        ColumnCount = columnCount;
        _offsets = offsets;
        _columns = columns;
        _values = values;
    }

    /// <summary>Rows.</summary>
    public int RowCount => _offsets.Length - 1;

    /// <summary>Columns.</summary>
    public int ColumnCount { get; }

    /// <summary>Values stored.</summary>
    public int Count => _columns.Length;

    /// <summary>How many values a row has.</summary>
    public int CountOf(int row) => _offsets[row + 1] - _offsets[row];

    /// <summary>The columns of a row's values, ascending.</summary>
    public ReadOnlySpan<int> ColumnsOf(int row) => _columns.AsSpan(_offsets[row], CountOf(row));

    /// <summary>A row's values, in the order of <see cref="ColumnsOf"/>.</summary>
    public ReadOnlySpan<float> ValuesOf(int row) => _values.AsSpan(_offsets[row], CountOf(row));

    /// <summary>The ratings with users as rows and items as columns; equal pairs keep the order of the source.</summary>
    public static SparseMatrix FromRatings(Ratings ratings) => throw new NotImplementedException();

    /// <summary>Rows and columns exchanged.</summary>
    public SparseMatrix Transpose() => throw new NotImplementedException();

    internal static SparseMatrix FromRatings(Ratings ratings, WorkerTeam team) => throw new NotImplementedException();
}
