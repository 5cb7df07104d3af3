using System.Text;
using FastMf.Data;
using FastMf.IO;

namespace FastMf.Tests.IO;

/// <summary>Files of many blocks, read by any number of threads.</summary>
public class RatingsReaderThreadsTests
{
    private const int Count = 300_000;
    private static readonly string Text = Write(Count);

    [Fact]
    public void The_file_has_more_blocks_than_threads() => Assert.True(Text.Length > 3.5 * BlockReader.BlockSize);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Any_number_of_threads_gives_the_same(int threads)
    {
        LoadedRatings loaded = Load(Text, new() { Threads = threads });

        Assert.Equal(Count + 1, loaded.Lines);
        Ratings ratings = loaded.Ratings;
        Assert.Equal(Count, ratings.Count);
        Assert.True(ratings.Users.IsInteger);
        Assert.False(ratings.Items.IsInteger); // from the last block on
        for (int i = 0; i < Count; i++)
        {
            Assert.Equal(User(i), ratings.Users.IntegerAt(ratings.UserRows[i]));
            Assert.Equal(Item(i), Encoding.UTF8.GetString(ratings.Items.Utf8At(ratings.ItemRows[i])));
            Assert.Equal(i, ratings.Values[i]);
            Assert.Equal(-i, ratings.Times[i]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_bad_line_and_a_repeated_pair_are_found_in_their_lines(int threads)
    {
        RatingsFormat format = new() { Threads = threads, Duplicates = Duplicates.Error };
        string twoBad = $"{Text}7,8,bad,0\n7,8,worse,0\n";

        Assert.Equal(Count + 2, Assert.Throws<RatingsFormatException>(() => Load(twoBad, format)).Line);
        format = format with { SkipBad = 1 };
        Assert.Equal(Count + 3, Assert.Throws<RatingsFormatException>(() => Load(twoBad, format)).Line);
        format = format with { SkipBad = 2 };
        Assert.Equal((Count, 2), (Load(twoBad, format).Ratings.Count, Load(twoBad, format).Skipped));
        string repeated = $"{twoBad}{User(5)},{Item(5)},1,1\n";
        RatingsFormatException error = Assert.Throws<RatingsFormatException>(() => Load(repeated, format));
        Assert.Equal(Count + 4, error.Line);
        Assert.EndsWith("as in line 7", error.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Small_reads_and_gzip_give_the_same()
    {
        string[] expected = RatingsText.Lines(Load(Text, new()).Ratings);
        using MemoryStream plain = RatingsText.Stream($"\uFEFF{Text}");
        using MemoryStream compressed = new(RatingsText.Compress(Text));

        Assert.Equal(expected, RatingsText.Lines(RatingsReader.Read(new Trickle(plain), "trickle")));
        Assert.Equal(expected, RatingsText.Lines(RatingsReader.Read(new Trickle(compressed), "gzip")));
    }

    [Fact]
    public void A_read_is_cancelled_between_blocks()
    {
        using CancellationTokenSource cancelled = new();
        using MemoryStream stream = RatingsText.Stream(Text);
        CancelAtFirst progress = new(cancelled);

        Assert.Throws<OperationCanceledException>(() =>
            RatingsReader.Read(stream, "x", new() { Threads = 1 }, progress, cancelled.Token)
        );
        Assert.Equal(1, progress.Reports);
    }

    private static LoadedRatings Load(string text, RatingsFormat format) =>
        RatingsReader.Load(RatingsText.Stream(text), RatingsText.Name, format);

    // All pairs differ: 60,000 users with 5 items each.
    private static long User(int i) => (i % 60_000 * 1_000_003L) - 5;

    private static string Item(int i) => i == Count - 1 ? "text" : $"{(i / 60_000) + (i % 7)}";

    private static string Write(int count)
    {
        StringBuilder text = new("user,item,rating,time\n");
        for (int i = 0; i < count; i++)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{User(i)},{Item(i)},{i},{-i}\n");
        return text.ToString();
    }

    private sealed class CancelAtFirst(CancellationTokenSource source) : IProgress<ReadProgress>
    {
        public int Reports { get; private set; }

        public void Report(ReadProgress value)
        {
            Reports++;
            source.Cancel();
        }
    }

    /// <summary>Gives 1 byte, then 2, then 3 … at a time, and cannot seek.</summary>
    private sealed class Trickle(Stream inner) : Stream
    {
        private int _next = 1;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) =>
            inner.Read(buffer, offset, Math.Min(_next++, count));

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
