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
    public static SparseMatrix FromRatings(Ratings ratings)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        using WorkerTeam team = new(1);
        return FromRatings(ratings, team);
    }

    /// <summary>Rows and columns exchanged.</summary>
    public SparseMatrix Transpose()
    {
        using WorkerTeam team = new(1);
        return Transpose(team);
    }

    /// <summary>The same by several threads; the result does not depend on how many.</summary>
    internal static SparseMatrix FromRatings(Ratings ratings, WorkerTeam team)
    {
        int[] byItem = CountingSort.Order(ratings.ItemRowArray, ratings.Items.Count, null, team, out _);
        int[] order = CountingSort.Order(ratings.UserRowArray, ratings.Users.Count, byItem, team, out int[] offsets);
        return Gather(ratings.Items.Count, offsets, ratings.ItemRowArray, ratings.ValueArray, order, team);
    }

    /// <summary>The same by several threads; the result does not depend on how many.</summary>
    internal SparseMatrix Transpose(WorkerTeam team)
    {
        int[] rows = new int[Count];
        for (int row = 0; row < RowCount; row++)
            rows.AsSpan(_offsets[row], CountOf(row)).Fill(row);
        int[] order = CountingSort.Order(_columns, ColumnCount, null, team, out int[] offsets);
        return Gather(RowCount, offsets, rows, _values, order, team);
    }

    private static SparseMatrix Gather(
        int columnCount,
        int[] offsets,
        int[] columns,
        float[] values,
        int[] order,
        WorkerTeam team
    )
    {
        int[] sortedColumns = GC.AllocateUninitializedArray<int>(order.Length);
        float[] sortedValues = GC.AllocateUninitializedArray<float>(order.Length);
        team.ForEach(
            team.Count,
            chunk =>
            {
                (int begin, int end) = CountingSort.Chunk(order.Length, chunk, team.Count);
                for (int p = begin; p < end; p++)
                {
                    sortedColumns[p] = columns[order[p]];
                    sortedValues[p] = values[order[p]];
                }
            }
        );
        return new SparseMatrix(columnCount, offsets, sortedColumns, sortedValues);
    }
}
