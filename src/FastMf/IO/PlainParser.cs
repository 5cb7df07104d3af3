using System.Numerics.Tensors;
using FastMf.Data;

namespace FastMf.IO;

/// <summary>
/// Reads blocks whose lines are all alike: ids that are small integers, short numbers, no quotes, nothing to be trimmed.
/// It gives up at the first line that is not, and <see cref="BlockParser"/> reads the whole block anew and says what
/// is wrong, if anything is. Whatever this one accepts, that one does, with the same result.
/// </summary>
internal sealed class PlainParser(PlainLayout layout, float defaultValue)
{
    private const int TileSize = 1 << 13; // bytes: a tile and the ends of its columns stay in the L1 cache

    private readonly KnownNumbers _known = new();
    private readonly int[] _ends = new int[TileSize + 1 + ColumnEnds.Padding];

    /// <summary>The users seen.</summary>
    public SmallIds Users { get; } = new();

    /// <summary>The items seen.</summary>
    public SmallIds Items { get; } = new();

    /// <summary>Reads a block; false where it is not plain.</summary>
    /// <param name="block">Whole lines, the last with its end.</param>
    /// <param name="skipLines">How many of the first lines are no ratings: the header.</param>
    /// <param name="segment">Takes the ratings; has room for all lines.</param>
    public bool TryParse(Block block, int skipLines, RatingSegment segment)
    {
        int begin = 0;
        for (int line = 0; line < skipLines; line++)
            begin += block.Text[begin..].IndexOf((byte)'\n') + 1;
        segment.Count = 0;
        for (int next; begin < block.Length; begin = next)
        {
            int length = Math.Min(TileSize, block.Length - begin);
            next = begin + block.Buffer.AsSpan(begin, length).LastIndexOf((byte)'\n') + 1;
            if (next == begin || !ParseTile(block.Buffer, begin, next, segment))
                return false;
        }
        for (int i = 0; i < segment.Lines?.Length; i++)
            segment.Lines[i] = skipLines + i;
        segment.HoldsIds = true;
        return true;
    }

    private bool ParseTile(byte[] buffer, int begin, int end, RatingSegment segment)
    {
        _ends[0] = begin - 1; // each column begins behind the end of the one before
        int count = ColumnEnds.Find(buffer, begin, end, layout.Separator, _ends.AsSpan(1));
        (int lines, int rest) = Math.DivRem(count, layout.Ends.Length);
        if (count < 0 || rest != 0 || lines > segment.Room - segment.Count)
            return false;
        PlainColumns columns = new(buffer, _ends, layout.Ends.Length, lines);
        if (!HasLayout(columns))
            return false;
        int to = segment.First + segment.Count;
        Span<int> users = segment.Users.AsSpan(to, lines);
        Span<int> items = segment.Items.AsSpan(to, lines);
        if (
            !columns.TryReadIds(layout.User, SmallIds.Limit, users)
            || !columns.TryReadIds(layout.Item, SmallIds.Limit, items)
            || !TryReadRest(columns, segment, to, lines)
        )
            return false;
        Users.AddAll(users);
        Items.AddAll(items);
        segment.Count += lines;
        return true;
    }

    private bool HasLayout(PlainColumns columns)
    {
        for (int column = 0; column < layout.Ends.Length; column++)
        {
            if (!columns.EndsWith(column, layout.Ends[column]))
                return false;
        }
        foreach (int column in layout.Empty)
        {
            if (!columns.IsEmpty(column))
                return false;
        }
        return true;
    }

    private bool TryReadRest(PlainColumns columns, RatingSegment segment, int to, int lines)
    {
        Span<float> values = segment.Values.AsSpan(to, lines);
        if (layout.Value < 0)
            values.Fill(defaultValue);
        else if (!columns.TryReadNumbers(layout.Value, _known, values))
            return false;
        if (layout.Time >= 0 && !columns.TryReadTimes(layout.Time, segment.Times.AsSpan(to, lines)))
            return false;
        if (layout.Weight < 0)
            return true;
        Span<float> weights = segment.Weights.AsSpan(to, lines);
        return columns.TryReadNumbers(layout.Weight, _known, weights) && TensorPrimitives.Min<float>(weights) >= 0;
    }
}
