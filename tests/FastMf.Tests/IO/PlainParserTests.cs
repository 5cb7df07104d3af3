using System.Text;
using FastMf.Data;
using FastMf.IO;

namespace FastMf.Tests.IO;

/// <summary>The quick parser beside the one that reads everything: it may give up, but never differ.</summary>
public class PlainParserTests
{
    // Each separator has its own columns; a "-" is not read.
    public static TheoryData<string, string, string> Layouts =>
        new()
        {
            { ",", "user,item,rating", "\n" },
            { ",", "user,item,rating", "\r\n" },
            { "\t", "item,rating,user,time", "\n" },
            { ";", "time,user,-,item,weight,rating", "\n" },
            { " ", "user,item,rating,time", "\n" },
            { "::", "user,item,rating,time", "\r\n" },
            { ",", "user,item", "\n" },
        };

    private static readonly ThreadLocal<Block> Used = new(() => new Block());

    private static readonly string[] Odd =
    [
        "",
        "0",
        "00",
        "007",
        "-7",
        "+7",
        "4194303",
        "4194304",
        "12345678",
        "123456789",
        "1234567890",
        "12345678901234567",
        "9223372036854775807",
        "9223372036854775808",
        "3.5",
        ".5",
        "5.",
        ".",
        "0.1",
        "1.2345678",
        "16777217",
        "-3.25",
        "1e3",
        "NaN",
        "x",
        "4:",
        "1,2",
        "1\t2",
        " 3",
        "3 ",
        "\"4\"",
        "3\r",
        "\0",
        "\u00e9",
    ];

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Lines_of_small_integers_and_short_numbers_are_plain(string separator, string columns, string lineEnd)
    {
        string text = string.Concat(Enumerable.Range(0, 3000).Select(i => Line(i, separator, columns, lineEnd, null)));

        Assert.True(Compare(text, separator, columns));
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void What_is_accepted_is_what_the_other_parser_reads(string separator, string columns, string lineEnd)
    {
        int roles = columns.Split(',').Length;
        int accepted = 0;
        int refused = 0;
        foreach (string odd in Odd)
        {
            for (int column = 0; column <= roles; column++)
            {
                string text =
                    Line(1, separator, columns, lineEnd, null)
                    + Line(2, separator, columns, lineEnd, (column, odd))
                    + Line(3, separator, columns, lineEnd, null);
                _ = Compare(text, separator, columns) ? accepted++ : refused++;
            }
        }
        Assert.True(accepted > 3 && refused > 10);
    }

    [Theory]
    [InlineData("1,2\n3,4,5,6\n")]
    [InlineData("1\n2,3\n")]
    [InlineData("1,2\n3\n")]
    [InlineData("1,2,3\n\n4,5,6\n")]
    [InlineData(",,,,,,,,\n")]
    [InlineData("1,2,3\n\r\n")]
    [InlineData("1,2,3\r\n4,5,6\n")]
    public void Lines_that_are_not_alike_are_left_to_the_other_parser(string text) =>
        Assert.False(Compare(text, ",", "user,item,rating"));

    /// <summary>Random bytes of an alphabet that makes many lines nearly right.</summary>
    [Theory]
    [MemberData(nameof(Layouts))]
    public void Random_text_is_never_read_in_another_way(string separator, string columns, string lineEnd)
    {
        Random random = new(7);
        string alphabet = $"0123{separator}{separator}{separator}{lineEnd}. ";
        for (int trial = 0; trial < 4_000; trial++)
        {
            StringBuilder text = new();
            for (int i = random.Next(3, 24); i > 0; i--)
                text.Append(alphabet[random.Next(alphabet.Length)]);
            Compare($"{text}\n", separator, columns);
        }
    }

    [Fact]
    public void Ends_are_found_wherever_they_stand()
    {
        Random random = new(3);
        for (int trial = 0; trial < 300; trial++)
        {
            byte[] buffer = new byte[random.Next(0, 400) + ColumnEnds.Padding];
            foreach (ref byte b in buffer.AsSpan())
                b = (byte)"0123456789,,,\n\r;"[random.Next(16)];
            int end = buffer.Length - ColumnEnds.Padding;
            int begin = random.Next(end + 1);
            int[] expected = [.. Enumerable.Range(begin, end - begin).Where(i => ",\n\r".Contains((char)buffer[i]))];
            int[] ends = new int[end - begin + ColumnEnds.Padding];

            int count = ColumnEnds.Find(buffer, begin, end, (byte)',', ends);

            Assert.Equal(expected, ends[..count]);
            buffer[end] = (byte)'"'; // behind the text
            Assert.Equal(count, ColumnEnds.Find(buffer, begin, end, (byte)',', ends));
            if (begin < end)
                buffer[random.Next(begin, end)] = (byte)'"';
            Assert.Equal(begin < end, ColumnEnds.Find(buffer, begin, end, (byte)',', ends) < 0);
        }
    }

    private static string Line(int i, string separator, string columns, string lineEnd, (int Column, string Text)? odd)
    {
        List<string> fields =
        [
            .. columns
                .Split(',')
                .Select(role =>
                    role switch
                    {
                        "user" => $"{i * 1399 % 4194304}",
                        "item" => $"{i % 11}",
                        "rating" => (i % 7 / 4m).ToString(System.Globalization.CultureInfo.InvariantCulture),
                        "time" => $"{i * 1_000_003L}",
                        "weight" => $"0.{i}",
                        _ => "any thing",
                    }
                ),
        ];
        if (odd is { } change && change.Column < fields.Count)
            fields[change.Column] = change.Text;
        else if (odd is not null)
            fields.Add(odd.Value.Text);
        return string.Join(separator, fields) + lineEnd;
    }

    /// <summary>Whether the quick parser reads a text; then the other one must read the same.</summary>
    private static bool Compare(string text, string separator, string columns)
    {
        LineLayout layout = new(new FieldSeparator(separator), 0, ColumnRoles.Parse(columns), 1);
        Block block = Fill(text);
        PlainLayout? plain = PlainLayout.From(layout, block.Text);
        Assert.NotNull(plain);
        PlainParser quick = new(plain, 1);
        RatingSegment segment = new(RatingSegment.Allocate(block.Lines, layout.Roles), 0, block.Lines);
        if (!quick.TryParse(block, 0, segment))
            return false;

        BlockParser any = new(layout, 0);
        RatingSegment expected = new(RatingSegment.Allocate(block.Lines, layout.Roles), 0, block.Lines);
        any.Parse(block.Text, 0, expected);
        Assert.Empty(any.BadLines);
        Assert.Equal(expected.Count, segment.Count);
        MergedIds users = MergedIds.Of([new SeenIds(quick.Users, new IdColumn()), new SeenIds(null, any.Users)]);
        MergedIds items = MergedIds.Of([new SeenIds(quick.Items, new IdColumn()), new SeenIds(null, any.Items)]);
        for (int i = 0; i < segment.Count; i++)
        {
            Assert.Equal(users.RowOfNumber[1][expected.Users![i]], users.RowOfId[segment.Users![i]]);
            Assert.Equal(items.RowOfNumber[1][expected.Items![i]], items.RowOfId[segment.Items![i]]);
        }
        Assert.Equal(any.Users.Count, users.Map.Count); // not one id of a line that is none
        Assert.Equal(any.Items.Count, items.Map.Count);
        Assert.Equal(Bits(expected.Values, segment.Count), Bits(segment.Values, segment.Count));
        Assert.Equal(Bits(expected.Weights, segment.Count), Bits(segment.Weights, segment.Count));
        Assert.Equal(expected.Times, segment.Times);
        return true;
    }

    private static Block Fill(string text)
    {
        Block block = Used.Value!;
        block.Length = Encoding.UTF8.GetBytes(text, block.Buffer);
        block.Lines = block.Text.Count((byte)'\n');
        return block;
    }

    private static int[] Bits(float[]? values, int count) =>
        values is null ? [] : [.. values.Take(count).Select(BitConverter.SingleToInt32Bits)];
}
