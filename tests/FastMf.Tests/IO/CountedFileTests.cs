using System.Text;
using FastMf.IO;
using FastMf.Threads;

namespace FastMf.Tests.IO;

/// <summary>Files whose lines are counted before they are read.</summary>
public sealed class CountedFileTests : IDisposable
{
    private const int Count = 250_000;
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    public static TheoryData<string, string, string> Files =>
        new()
        {
            { "", "\n", "" },
            { "user,item,rating\n", "\n", "" },
            { "\uFEFFuser,item,rating\r\n", "\r\n", "" },
            { "", "\n", "7,8,1" },
            { "", "\n", "\n\n" },
            { "", "\n", "seven,8,1\n" },
            { "\n\nuser,item,rating\n", "\n\n", "" },
        };

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_and_a_stream_give_the_same(string before, string lineEnd, string after)
    {
        string text = Write(before, lineEnd, after);
        LoadedRatings expected = RatingsText.Load(text, new() { Threads = 1 });

        foreach (int threads in new[] { 1, 2, 5 })
        {
            LoadedRatings loaded = RatingsReader.Load(_path, new() { Threads = threads });

            Assert.Equal(expected.Lines, loaded.Lines);
            Assert.True(expected.Ratings.Users.SameAs(loaded.Ratings.Users));
            Assert.True(expected.Ratings.Items.SameAs(loaded.Ratings.Items));
            Assert.True(expected.Ratings.UserRows.SequenceEqual(loaded.Ratings.UserRows));
            Assert.True(expected.Ratings.ItemRows.SequenceEqual(loaded.Ratings.ItemRows));
            Assert.True(expected.Ratings.Values.SequenceEqual(loaded.Ratings.Values));
            Assert.Equal(expected.Ratings.Mean, loaded.Ratings.Mean);
        }
        Assert.Equal(Count + (after.Contains(',') ? 1 : 0), expected.Ratings.Count);
    }

    [Fact]
    public void Lines_are_counted()
    {
        using WorkerTeam team = new(3);
        foreach (string after in new[] { "", "x", "x\n" })
        {
            string text = Write("", "\n", after);
            using FileStream file = File.OpenRead(_path);

            Assert.Equal(Count + (after.Length + 1) / 2, LineCount.From(file.SafeFileHandle, 0, team, default));
            int tail = text.IndexOf('\n') + 1;
            Assert.Equal(Count - 1 + (after.Length + 1) / 2, LineCount.From(file.SafeFileHandle, tail, team, default));
        }
    }

    [Fact]
    public void No_room_is_made_for_lines_without_ratings()
    {
        RatingRoom room = new(ColumnRoles.InOrder(3));

        room.Expect(1_000_000, 3_999_999);
        Assert.Null(room.Columns);
        room.Expect(1000, 4000);
        Assert.Equal(1000, room.Columns!.Count);
    }

    private string Write(string before, string lineEnd, string after)
    {
        StringBuilder text = new(before);
        for (int i = 0; i < Count; i++)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{i % 50_000},{i / 50_000},{i % 9}")
                .Append(lineEnd);
        text.Append(after);
        File.WriteAllText(_path, text.ToString());
        Assert.True(new FileInfo(_path).Length > BlockReader.BlockSize);
        return text.ToString();
    }
}
