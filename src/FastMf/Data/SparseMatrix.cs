using FastMf.Threads;

namespace FastMf.Data;

/// <summary>What becomes of a value of a matrix.</summary>
internal interface IValueMap
{
    /// <summary>The value in its place; false to leave it out.</summary>
    bool TryMap(float value, out float mapped);
}

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

    /// <summary>How many values the rows before this one have.</summary>
    internal int StartOf(int row) => _offsets[row];

    /// <summary>The columns of a row's values, ascending.</summary>
    public ReadOnlySpan<int> ColumnsOf(int row) => _columns.AsSpan(_offsets[row], CountOf(row));

    /// <summary>The columns of a row's values, and those of all rows after it.</summary>
    internal ReadOnlySpan<int> ColumnsFrom(int row) => _columns.AsSpan(_offsets[row]);

    /// <summary>A row's values, in the order of <see cref="ColumnsOf"/>.</summary>
    public ReadOnlySpan<float> ValuesOf(int row) => _values.AsSpan(_offsets[row], CountOf(row));

    /// <summary>The ratings with users as rows and items as columns; equal pairs keep the order of the source.</summary>
    public static SparseMatrix FromRatings(Ratings ratings)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        using WorkerTeam team = new(1);
        return FromRatings(ratings, team);
    }

    /// <summary>How many values each column has.</summary>
    internal int[] ColumnCounts()
    {
        int[] counts = new int[ColumnCount];
        foreach (int column in _columns)
            counts[column]++;
        return counts;
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
        // By item in the order of the source, then by user in the order of items.
        SparseMatrix byItem = Sort(
            ratings.ItemRowArray,
            ratings.Items.Count,
            ratings.UserRowArray,
            ratings.Users.Count,
            ratings.ValueArray,
            team
        );
        return byItem.Transpose(team);
    }

    /// <summary>The same by several threads; the result does not depend on how many.</summary>
    internal SparseMatrix Transpose(WorkerTeam team)
    {
        int[] rows = GC.AllocateUninitializedArray<int>(Count);
        for (int row = 0; row < RowCount; row++)
            rows.AsSpan(_offsets[row], CountOf(row)).Fill(row);
        return Sort(_columns, ColumnCount, rows, RowCount, _values, team);
    }

    /// <summary>The values that a map keeps, as it changes them; values of one place are added up.</summary>
    internal SparseMatrix Map<TMap>(TMap map)
        where TMap : struct, IValueMap
    {
        int[] offsets = new int[_offsets.Length];
        int[] columns = GC.AllocateUninitializedArray<int>(Count);
        float[] values = GC.AllocateUninitializedArray<float>(Count);
        int next = 0;
        for (int row = 0; row < RowCount; row++)
        {
            for (int k = _offsets[row]; k < _offsets[row + 1]; k++)
            {
                if (!map.TryMap(_values[k], out float value))
                    continue;
                if (next > offsets[row] && columns[next - 1] == _columns[k])
                    values[next - 1] += value;
                else
                    (columns[next], values[next++]) = (_columns[k], value);
            }
            offsets[row + 1] = next;
        }
        Array.Resize(ref columns, next);
        Array.Resize(ref values, next);
        return new SparseMatrix(ColumnCount, offsets, columns, values);
    }

    /// <summary>Entries by row; those of one row keep their order.</summary>
    private static SparseMatrix Sort(
        int[] rows,
        int rowCount,
        int[] columns,
        int columnCount,
        float[] values,
        WorkerTeam team
    )
    {
        int[] sortedColumns = GC.AllocateUninitializedArray<int>(rows.Length);
        float[] sortedValues = GC.AllocateUninitializedArray<float>(rows.Length);
        EntryMover mover = new(columns, values, sortedColumns, sortedValues);
        int[] offsets = CountingSort.Sort(rows, rowCount, mover, team);
        return new SparseMatrix(columnCount, offsets, sortedColumns, sortedValues);
    }

    private readonly struct EntryMover(int[] columns, float[] values, int[] sortedColumns, float[] sortedValues)
        : IMover
    {
        public void Move(int from, int to)
        {
            sortedColumns[to] = columns[from];
            sortedValues[to] = values[from];
        }
    }
}
