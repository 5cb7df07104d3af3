using FastMf.Data;
using FastMf.IO;

namespace FastMf.Tests.IO;

public class RatingsReaderTests
{
    [Theory]
    [InlineData("1,10,3.5\n2,20,4\n")]
    [InlineData("1,10,3.5\n2,20,4")]
    [InlineData("1,10,3.5\r\n2,20,4\r\n")]
    [InlineData("1,10,3.5\r\n2,20,4")]
    [InlineData("\uFEFF1,10,3.5\n2,20,4\n")]
    [InlineData("1\t10\t3.5\n2\t20\t4\n")]
    [InlineData("1;10;3.5\n2;20;4\n")]
    [InlineData("1::10::3.5\n2::20::4\n")]
    [InlineData("1 10 3.5\n2   20 \t 4  \n")]
    [InlineData("  1 10 3.5\n  2 20 4\n")]
    [InlineData("1, 10 , 3.5\n2,20,4\n")]
    [InlineData("\"1\",\"10\",\"3.5\"\n2,\"20\" , 4\n")]
    [InlineData("user,item,rating\n1,10,3.5\n2,20,4\n")]
    [InlineData("\uFEFF\"userId\",\"movieId\",\"rating\"\r\n1,10,3.5\r\n2,20,4\r\n")]
    [InlineData("item,rating,user\n10,3.5,1\n20,4,2\n")]
    [InlineData("title,Item ID,stars,user_id\nA,10,3.5,1\nB,20,4,2\n")]
    [InlineData("wer,was,wieviel\n1,10,3.5\n2,20,4\n")]
    [InlineData("\n\n1,10,3.5\n\n  \n2,20,4\n\n")]
    [InlineData("\nuser,item,rating\n1,10,3.5\n2,20,4\n")]
    [InlineData("1,10,35e-1\n2,20,+4.000000000000000000\n")]
    public void All_these_files_mean_the_same(string text)
    {
        Ratings ratings = RatingsText.Read(text);

        Assert.Equal(["1 10 3.5", "2 20 4"], RatingsText.Lines(ratings));
        Assert.True(ratings.Users.IsInteger && ratings.Items.IsInteger);
    }

    [Fact]
    public void Gzip_is_found_by_its_first_bytes()
    {
        using MemoryStream stream = new(RatingsText.Compress("1,10,3.5\n2,20,4\n"));

        Assert.Equal(["1 10 3.5", "2 20 4"], RatingsText.Lines(RatingsReader.Read(stream, "any name")));
    }

    [Fact]
    public void Gzip_files_put_together_are_read_to_the_end()
    {
        byte[] both =
        [
            .. RatingsText.Compress("1,10,3.5\n"),
            .. RatingsText.Compress(""),
            .. RatingsText.Compress("2,20,4"),
        ];
        using MemoryStream stream = new(both);

        Assert.Equal(["1 10 3.5", "2 20 4"], RatingsText.Lines(RatingsReader.Read(stream, "any name")));
    }

    [Fact]
    public void A_fourth_column_of_whole_numbers_is_the_time()
    {
        Assert.Equal(
            ["1 1 2 964982703", "1 2 3 -5"],
            RatingsText.Lines(RatingsText.Read("1,1,2,964982703\n1,2,3,-5\n"))
        );
    }

    [Fact]
    public void Two_columns_are_ratings_of_1()
    {
        Assert.Equal(["1 5 1", "2 6 1"], RatingsText.Lines(RatingsText.Read("1,5\n2,6\n")));
        Assert.Equal(["1 5 1", "2 6 1"], RatingsText.Lines(RatingsText.Read("customer;product\n1;5\n2;6\n")));
        Assert.Equal(["a 5 1", "b 6 1"], RatingsText.Lines(RatingsText.Read("a,5\nb,6\n")));
        Assert.Equal(["1 5 1", "2 6 1"], RatingsText.Lines(RatingsText.Read("who,what\n1,5\n2,6\n")));
    }

    [Fact]
    public void A_weight_is_read_where_it_is_named()
    {
        string[] expected = ["1 5 3 w0.5", "2 6 4 w2"];
        Assert.Equal(expected, RatingsText.Lines(RatingsText.Read("user,item,weight,rating\n1,5,0.5,3\n2,6,2,4\n")));
        RatingsFormat named = new() { Columns = "-,user,item,rating,weight" };
        Assert.Equal(expected, RatingsText.Lines(RatingsText.Read("x,1,5,3,0.5\nx,2,6,4,2\n", named)));
    }

    [Fact]
    public void Given_columns_win_over_a_header()
    {
        RatingsFormat swapped = new() { Columns = "item,user,rating" };

        Assert.Equal(["5 1 3"], RatingsText.Lines(RatingsText.Read("user,item,rating\n1,5,3\n", swapped)));
    }

    [Fact]
    public void What_is_said_of_the_format_is_not_guessed()
    {
        RatingsFormat format = new() { Separator = "|", Header = true };
        Assert.Equal(["1 5 3"], RatingsText.Lines(RatingsText.Read("7|7|7\n1|5|3\n", format)));
        RatingsFormat noHeader = new() { Header = false, Columns = "user,item" };
        Assert.Equal(["user item 1", "a b 1"], RatingsText.Lines(RatingsText.Read("user,item\na,b\n", noHeader)));
    }

    [Theory]
    [InlineData("-3,1,1\n5,1,1\n", true)]
    [InlineData("007,1,1\n5,1,1\n", false)]
    [InlineData("+7,1,1\n5,1,1\n", false)]
    [InlineData("-0,1,1\n5,1,1\n", false)]
    [InlineData("5,1,1\nalice,1,1\n", false)]
    [InlineData("9223372036854775808,1,1\n5,1,1\n", false)]
    [InlineData("-9223372036854775808,1,1\n9223372036854775807,1,1\n", true)]
    [InlineData("\"12\",1,1\n5,1,1\n", true)]
    public void Ids_are_integers_where_all_are_canonical(string text, bool integers)
    {
        Ratings ratings = RatingsText.Read(text);

        Assert.Equal(integers, ratings.Users.IsInteger);
        Assert.True(ratings.Items.IsInteger);
        string[] expected = [.. text.TrimEnd().Split('\n').Select(line => line.Split(',')[0].Trim('"'))];
        Assert.Equal(expected, Enumerable.Range(0, 2).Select(i => ratings.Users[ratings.UserRows[i]].ToString()));
    }

    [Fact]
    public void Quotes_keep_separators_blanks_and_quotes()
    {
        Ratings ratings = RatingsText.Read("user,item,rating\n\" a, \"\"b\"\" \",5\" disc,1\n\"日本\",x y,2\n");

        Assert.Equal([" a, \"b\"  5\" disc 1", "日本 x y 2"], RatingsText.Lines(ratings));
    }

    [Fact]
    public void Duplicates_are_merged_and_counted()
    {
        const string text = "1,1,2\n1,2,3\n1,1,4\n";

        Assert.Equal(["1 2 3", "1 1 4"], RatingsText.Lines(RatingsText.Read(text)));
        Assert.Equal(
            ["1 1 2", "1 2 3"],
            RatingsText.Lines(RatingsText.Read(text, new() { Duplicates = Duplicates.First }))
        );
        Assert.Equal(
            ["1 2 3", "1 1 6"],
            RatingsText.Lines(RatingsText.Read(text, new() { Duplicates = Duplicates.Sum }))
        );
        Assert.Equal((3L, 1), (RatingsText.Load(text).Lines, RatingsText.Load(text).Duplicates));
    }

    [Fact]
    public void What_was_found_reads_the_same_file_again()
    {
        const string text = "title;userId;movieId;rating;timestamp\nA;1;2;3;4\n";

        LoadedRatings loaded = RatingsText.Load(text);

        Assert.Equal(
            new RatingsFormat
            {
                Separator = ";",
                Header = true,
                Columns = "-,user,item,rating,time",
            },
            loaded.Format
        );
        Assert.Equal(["1 2 3 4"], RatingsText.Lines(RatingsText.Read(text, loaded.Format)));
    }

    [Fact]
    public void Pairs_keep_their_order_and_repetitions_and_need_no_ratings()
    {
        Assert.Equal(["1 5 0", "2 6 0", "1 5 0"], RatingsText.Lines(RatingsText.ReadPairs("1,5\n2,6\n1,5\n")));
        Assert.Equal(["1 5 0"], RatingsText.Lines(RatingsText.ReadPairs("user,item,rating,time\n1,5,x,y\n")));
        Assert.Equal(["1 5 0"], RatingsText.Lines(RatingsText.ReadPairs("1,5,?,?,?,?\n")));
    }

    [Fact]
    public void Reading_a_file_reports_progress_and_leaves_it_closed()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "1,10,3.5\n2,20,4\n");
            List<ReadProgress> reports = [];

            Assert.Equal(2, RatingsReader.Read(path, progress: new Immediate(reports)).Count);
            Assert.Equal(2, RatingsReader.ReadPairs(path).Count);

            Assert.Equal([new ReadProgress(16, 16, 2)], reports);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_stream_stays_open_and_a_cancelled_read_stops()
    {
        using MemoryStream stream = RatingsText.Stream("1,1,1\n");
        RatingsReader.Read(stream, "x");
        Assert.True(stream.CanRead);

        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() =>
            RatingsReader.Read(stream, "x", cancellationToken: cancelled.Token)
        );
    }

    private sealed class Immediate(List<ReadProgress> reports) : IProgress<ReadProgress>
    {
        public void Report(ReadProgress value) => reports.Add(value);
    }
}
