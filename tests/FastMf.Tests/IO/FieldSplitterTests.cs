using System.Text;
using FastMf.IO;
using FastMf.Tests.Laws;
using FsCheck;
using FsCheck.Fluent;

namespace FastMf.Tests.IO;

public class FieldSplitterTests
{
    private static readonly Gen<string> Texts = Gen.Elements('a', 'é', ',', ';', ':', '\t', ' ', '"', '7')
        .ArrayOf()
        .Select(characters => new string(characters));

    private static readonly Gen<(string Separator, string[] Fields)> Lines =
        from separator in Gen.Elements(",", ";", "\t", "::", " ", "|")
        from fields in Texts.NonEmptyListOf()
        select (separator, fields.ToArray());

    [Fact]
    public void Quoted_fields_come_back_as_they_were() =>
        Law.Holds(
            Lines.ToArbitrary(),
            line =>
            {
                string text = string.Join(
                    line.Separator,
                    line.Fields.Select(field => $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")
                );
                Assert.Equal(line.Fields, Cut(text, line.Separator));
            }
        );

    [Fact]
    public void Without_quotes_both_ways_of_cutting_agree() =>
        Law.Holds(
            Lines.ToArbitrary(),
            line =>
            {
                string text = string.Join(line.Separator, line.Fields).Replace("\"", "q", StringComparison.Ordinal);
                byte[] bytes = Encoding.UTF8.GetBytes(text);
                Field[] fields = new Field[bytes.Length + 1];
                int count = FieldSplitter.Split(bytes, new FieldSeparator(line.Separator), fields);
                string[] plain = [.. fields.Take(count).Select(f => Encoding.UTF8.GetString(bytes, f.Begin, f.Length))];
                Assert.Equal(Cut(text, line.Separator), plain);
            }
        );

    [Theory]
    [InlineData("a,b,c", ",", "a|b|c")]
    [InlineData(",,", ",", "||")]
    [InlineData("", ",", "")]
    [InlineData(" a , b\t,", ",", "a|b\t|")]
    [InlineData("a:b::c", "::", "a:b|c")]
    [InlineData("a:::b", "::", "a|:b")]
    [InlineData(" a \t b  ", " ", "a|b")]
    [InlineData("a\t\tb", "\t", "a||b")]
    public void A_line_is_cut_at_its_separators(string line, string separator, string expected)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(line);
        Field[] fields = new Field[8];
        int count = FieldSplitter.Split(bytes, new FieldSeparator(separator), fields);
        IEnumerable<string> texts = fields.Take(count).Select(f => Encoding.UTF8.GetString(bytes, f.Begin, f.Length));
        Assert.Equal(expected, string.Join('|', texts));
    }

    [Theory]
    [InlineData("\"a")]
    [InlineData("a,\"b")]
    [InlineData("\"a\"b")]
    [InlineData("\"a\" \"b\"")]
    [InlineData("\"a\"\"")]
    public void A_quote_that_does_not_end_its_field_is_seen(string line) =>
        Assert.Equal(
            FieldSplitter.BadQuote,
            FieldSplitter.SplitQuoted(Encoding.UTF8.GetBytes(line), new FieldSeparator(","), new byte[99], new Field[9])
        );

    [Fact]
    public void Fields_beyond_the_room_are_counted()
    {
        Field[] fields = new Field[2];

        Assert.Equal(5, FieldSplitter.Split("a,b,c,d,e"u8, new FieldSeparator(","), fields));
        Assert.Equal([new Field(0, 1), new Field(2, 1)], fields);
    }

    private static string[] Cut(string line, string separator)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(line);
        byte[] text = new byte[bytes.Length];
        Field[] fields = new Field[bytes.Length + 1];
        int count = FieldSplitter.SplitQuoted(bytes, new FieldSeparator(separator), text, fields);
        return [.. fields.Take(count).Select(f => Encoding.UTF8.GetString(text, f.Begin, f.Length))];
    }
}
