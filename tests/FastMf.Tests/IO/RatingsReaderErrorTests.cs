using System.Text;
using FastMf.Data;
using FastMf.IO;

namespace FastMf.Tests.IO;

public class RatingsReaderErrorTests
{
    public static TheoryData<string, long, string, string> BadFiles =>
        new()
        {
            { "", 1, "nothing to read", "user,item,rating" },
            { "\uFEFF", 1, "nothing to read", "user,item,rating" },
            { "\n \r\n\n", 1, "nothing to read", "user,item,rating" },
            { "user,item,rating\n", 1, "no rating", "3 columns" },
            { "userId,movieId,rating,timestamp", 1, "no rating", "4 columns" },
            { "1,2,NaN\n1,3,4\n", 1, "'NaN' in column 3", "a finite number" },
            { "a,b,NaN\na,c,4\n", 1, "'NaN' in column 3", "a finite number" },
            { "1,2,3\n1,3,Infinity\n", 2, "'Infinity' in column 3", "a finite number" },
            { "1,2,3\n1,3,-inf\n", 2, "'-inf' in column 3", "a finite number" },
            { "1,2,3\n1,3,1e39\n", 2, "'1e39' in column 3", "a finite number" },
            { "1,2,3\n1,3,\n", 2, "'' in column 3", "a finite number" },
            { "1,2,3\n1,3,0x10\n", 2, "'0x10' in column 3", "a finite number" },
            { "1;2;3\n1;3;3,5\n", 2, "'3,5' in column 3", "a finite number" },
            { "1,2,3\n1,3\n", 2, "2 columns: '1,3'", "3 columns with ','" },
            { "1,2,3\n1,3,4,5\n1,2,4\n", 2, "4 columns", "3 columns with ','" },
            { "1,2,3\n4;5;6\n7,8,9\n", 2, "1 column: '4;5;6'", "3 columns with ','" },
            { "1,2,3\n4\t5\t6\n7,8,9\n", 2, "1 column: '4\uFFFD5\uFFFD6'", "3 columns with ','" },
            { "1,2,3\n,3,4\n", 2, "'' in column 1", "a user's id" },
            { "1,2,3\n1,\"\",4\n", 2, "'' in column 2", "an item's id" },
            { "1,2,3\n1,\"3,4\n", 2, "'1,\"3,4'", "a closing quote" },
            { "1,2,3\n1,\"3\"4,4\n", 2, "'1,\"3\"4,4'", "a closing quote" },
            { "1,2,3,4\n1,3,4,2020-01-01\n1,4,4,5\n", 2, "'2020-01-01' in column 4", "a whole number as time" },
            { "1,2,3,0.5\n1,3,4,0.25\n", 1, "4 columns: '1,2,3,0.5'", "the columns to be named" },
            { "1,2,3,4,5\n", 1, "5 columns", "the columns to be named" },
            { "1\n2\n", 1, "1 column", "user, item, rating" },
            { "user,item,price\n1,2,3\n", 1, "'user,item,price'", "to be called rating" },
            { "user,item,rating,weight\n1,2,3,-1\n", 2, "'-1' in column 4", "not negative" },
        };

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void A_bad_file_is_named_with_line_found_and_expected(string text, long line, string found, string expected)
    {
        RatingsFormatException error = RatingsText.Fails(text);

        Assert.Equal((RatingsText.Name, line), (error.File, error.Line));
        Assert.Contains(found, error.Found, StringComparison.Ordinal);
        Assert.Contains(expected, error.Expected, StringComparison.Ordinal);
        Assert.Equal(
            $"{RatingsText.Name}, line {line}: found {error.Found}, expected {error.Expected}.",
            error.Message
        );
    }

    [Fact]
    public void Bad_lines_may_be_skipped_up_to_a_number()
    {
        const string text = "1,2,3\nbad\n1,x y,NaN\n\n1,3,4\nalice,1\n1,4,5\n";

        LoadedRatings loaded = RatingsText.Load(text, new() { SkipBad = 3 });

        Assert.Equal(["1 2 3", "1 3 4", "1 4 5"], RatingsText.Lines(loaded.Ratings));
        Assert.Equal((3, 7L), (loaded.Skipped, loaded.Lines));
        Assert.True(loaded.Ratings.Users.IsInteger && loaded.Ratings.Items.IsInteger);
        Assert.Equal(6, RatingsText.Fails(text, new() { SkipBad = 2 }).Line);
        Assert.Equal(3, RatingsText.Fails(text, new() { SkipBad = 1 }).Line);
    }

    [Fact]
    public void A_repeated_pair_is_named_with_both_lines()
    {
        RatingsFormat format = new() { Duplicates = Duplicates.Error };

        RatingsFormatException error = RatingsText.Fails("user,item,rating\n1,2,3\n\n1,3,4\n1,2,3\n", format);

        Assert.Equal((5, "user 1 and item 2 again, as in line 2"), (error.Line, error.Found));
        RatingsFormat sum = new() { Duplicates = Duplicates.Sum };
        Assert.Equal(2, RatingsText.Fails("1,2,3e38\n1,2,3e38\n", sum).Line);
    }

    [Fact]
    public void A_line_without_end_is_refused_in_little_memory()
    {
        using Repeated stream = new("1,2,3\n1,", (byte)'7', 100_000_000);
        long before = GC.GetAllocatedBytesForCurrentThread();

        RatingsFormatException error = Assert.Throws<RatingsFormatException>(() =>
            RatingsReader.Read(stream, "long", new() { Threads = 1 })
        );

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 20_000_000);
        Assert.Equal((2, "a line that is longer"), (error.Line, error.Found));
    }

    [Fact]
    public void A_long_line_may_be_skipped_wherever_it_stands()
    {
        string longLine = new('x', 10_000_000);
        foreach (
            string text in new[]
            {
                $"{longLine}\n1,2,3\n1,3,4\n",
                $"1,2,3\n{longLine}\n1,3,4\n",
                $"1,2,3\n1,3,4\n{longLine}",
            }
        )
        {
            LoadedRatings loaded = RatingsText.Load(text, new() { SkipBad = 1 });

            Assert.Equal(["1 2 3", "1 3 4"], RatingsText.Lines(loaded.Ratings));
            Assert.Equal((1, 3L), (loaded.Skipped, loaded.Lines));
            Assert.Equal("a line that is longer", RatingsText.Fails(text).Found);
        }
        Assert.Equal(1, RatingsText.Fails(longLine).Line);
    }

    [Fact]
    public void Text_that_is_not_UTF8_is_refused()
    {
        byte[] latin1 = [.. "1,2,3\nJos"u8, 0xE9, .. ",2,3\n"u8];
        using MemoryStream stream = new(latin1);
        RatingsFormatException error = Assert.Throws<RatingsFormatException>(() =>
            RatingsReader.Read(stream, "latin1")
        );
        Assert.Equal((2, "a user's id in UTF-8"), (error.Line, error.Expected));

        using MemoryStream utf16 = new([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("1,2,3\n")]);
        error = Assert.Throws<RatingsFormatException>(() => RatingsReader.Read(utf16, "utf16"));
        Assert.Contains("UTF-16", error.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void A_truncated_or_altered_gzip_file_is_refused()
    {
        string text = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i},{i * 7919 % 1000},{i % 5}\n"));
        byte[] whole = RatingsText.Compress(text);
        Assert.Equal(20_000, ReadBytes(whole).Count);

        for (int length = 3; length < whole.Length; length += length < whole.Length - 40 ? 997 : 1)
            AssertBroken(whole[..length]);
        AssertBroken([.. whole, 0]);
        byte[] altered = [.. whole];
        altered[^6] ^= 1;
        AssertBroken(altered);
    }

    private static Ratings ReadBytes(byte[] bytes)
    {
        using MemoryStream stream = new(bytes);
        return RatingsReader.Read(stream, "x.gz", new() { Threads = 1 });
    }

    private static void AssertBroken(byte[] bytes) =>
        Assert.Equal("a whole gzip file", Assert.Throws<RatingsFormatException>(() => ReadBytes(bytes)).Expected);

    [Fact]
    public void An_impossible_format_is_refused_before_anything_is_read()
    {
        foreach (string separator in new[] { "", "ab", "1", "\n", "\"", ".", "-" })
            Assert.ThrowsAny<ArgumentException>(() => RatingsText.Load("", new() { Separator = separator }));
        foreach (string columns in new[] { "", "user", "user,item,foo", "user,user,item", "user,item,rating,rating" })
            Assert.ThrowsAny<ArgumentException>(() => RatingsText.Load("", new() { Columns = columns }));
        Assert.ThrowsAny<ArgumentException>(() => RatingsText.Load("", new() { SkipBad = -1 }));
        Assert.ThrowsAny<ArgumentException>(() => RatingsText.Load("", new() { Threads = -1 }));
        Assert.ThrowsAny<ArgumentException>(() => RatingsText.Load("", new() { Duplicates = (Duplicates)7 }));
        Assert.Throws<FileNotFoundException>(() =>
            RatingsReader.Read(Path.Combine(Path.GetTempPath(), "no such file"))
        );
    }

    /// <summary>A text, and then one byte again and again.</summary>
    private sealed class Repeated(string first, byte then, long count) : Stream
    {
        private readonly byte[] _first = Encoding.UTF8.GetBytes(first);
        private long _position;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position
        {
            get => _position;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int size)
        {
            int given = 0;
            for (; given < size && _position < _first.Length + count; given++, _position++)
                buffer[offset + given] = _position < _first.Length ? _first[_position] : then;
            return given;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int size) => throw new NotSupportedException();
    }
}
