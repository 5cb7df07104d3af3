using System.Text;
using FastMf.Data;
using FastMf.IO;
using FastMf.Tests.Laws;
using FsCheck;
using FsCheck.Fluent;

namespace FastMf.Tests.IO;

public class RatingsWriterTests
{
    private static readonly Gen<string> Ids = Gen.OneOf(
        Gen.Choose(-20, 20).Select(number => $"{number}"),
        Gen.Elements('a', 'é', ',', ';', ':', '\t', ' ', '"', '0')
            .NonEmptyListOf()
            .Select(characters => string.Concat(characters))
    );

    private static readonly Gen<Rating> Single =
        from user in Ids
        from item in Ids
        from bits in ArbMap.Default.GeneratorFor<int>()
        from time in ArbMap.Default.GeneratorFor<long>()
        from weight in Gen.Elements(1f, 0f, 0.1f, 1e-20f)
        let value = BitConverter.Int32BitsToSingle(bits)
        where float.IsFinite(value)
        select new Rating(user, item, value, time, weight);

    [Fact]
    public void What_is_written_reads_back_the_same() =>
        Law.Holds(
            Single.NonEmptyListOf().ToArbitrary(),
            list =>
            {
                Ratings ratings = Ratings.From(list);
                using MemoryStream stream = new();

                RatingsWriter.Write(stream, ratings);
                stream.Position = 0;
                Ratings back = RatingsReader.Read(stream, "written");

                Assert.True(ratings.Users.SameAs(back.Users));
                Assert.True(ratings.Items.SameAs(back.Items));
                Assert.Equal(ratings.UserRows, back.UserRows);
                Assert.Equal(ratings.ItemRows, back.ItemRows);
                Assert.Equal(ratings.Values, back.Values);
                Assert.Equal(ratings.Times, back.Times);
                Assert.Equal(ratings.Weights, back.Weights);
            }
        );

    [Fact]
    public void The_text_is_plain()
    {
        using TemporaryFolder folder = new();
        string path = folder["ratings.csv"];

        RatingsWriter.Write(path, Ratings.From([new(7, "x, \"y\"", 3.5f, 12), new(-1, "z", 0.1f)]));

        Assert.Equal("user,item,rating,time\n7,\"x, \"\"y\"\"\",3.5,12\n-1,z,0.1,0\n", File.ReadAllText(path));
    }

    [Fact]
    public void Many_ratings_and_long_ids_are_written_whole()
    {
        string longId = new('x', 100_000);
        Ratings ratings = Ratings.From(
            Enumerable.Range(0, 30_000).Select(i => new Rating(i % 7 == 0 ? $"{longId[..(i % 1000)]}{i}" : i, i, i))
        );
        using MemoryStream stream = new();
        RatingsWriter.Write(stream, ratings);

        Assert.Equal(
            RatingsText.Lines(ratings),
            RatingsText.Lines(RatingsText.Read(Encoding.UTF8.GetString(stream.ToArray())))
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\nb")]
    [InlineData("a\r")]
    public void An_id_that_no_line_can_hold_is_refused_and_leaves_no_file(string id)
    {
        using TemporaryFolder folder = new();
        string path = folder["ratings.csv"];

        Assert.Throws<ArgumentException>(() => RatingsWriter.Write(path, Ratings.From([new(id, 1, 1)])));

        Assert.Empty(folder.Names);
    }
}
