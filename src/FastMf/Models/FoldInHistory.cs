namespace FastMf.Models;

/// <summary>What is known of a row that is to be folded in.</summary>
/// <param name="rows">Rows of the fixed side, each once.</param>
/// <param name="values">A value for each.</param>
/// <param name="weights">A weight for each; empty where all are 1.</param>
/// <param name="name">What the caller calls the rows.</param>
internal readonly ref struct FoldInHistory(
    ReadOnlySpan<int> rows,
    ReadOnlySpan<float> values,
    ReadOnlySpan<float> weights,
    string name
)
{
    public ReadOnlySpan<int> Rows { get; } = rows;

    public ReadOnlySpan<float> Values { get; } = values;

    public ReadOnlySpan<float> Weights { get; } = weights;

    public string Name { get; } = name;

    /// <summary>What the caller calls the values.</summary>
    public static string ValuesName => "values";

    /// <summary>Refuses rows that are not there or there twice, and another number of values.</summary>
    /// <param name="marks">One for each row of the fixed side: false before and after.</param>
    public void Check(bool[] marks)
    {
        if (Values.Length != Rows.Length)
            throw new ArgumentException($"{Values.Length} values for {Rows.Length} {Name}.", ValuesName);
        int checkedRows = 0;
        try
        {
            for (; checkedRows < Rows.Length; checkedRows++)
            {
                int row = Rows[checkedRows];
                ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)marks.Length, Name);
                if (marks[row])
                    throw new ArgumentException($"Row {row} is given twice; add its values up.", Name);
                marks[row] = true;
            }
        }
        finally
        {
            foreach (int row in Rows[..checkedRows])
                marks[row] = false;
        }
    }
}
