using FastMf.Data;
using FastMf.Models;

namespace FastMf.Tests.Data;

public class SyntheticRatingsTests
{
    private static readonly SyntheticOptions Small = new()
    {
        Users = 300,
        Items = 200,
        Ratings = 9_000,
        Rank = 4,
        Threads = 1,
    };

    [Fact]
    public void HasTheSizesAskedFor()
    {
        Ratings ratings = SyntheticRatings.Generate(Small).Ratings;
        Assert.Equal((300, 200, 9_000), (ratings.Users.Count, ratings.Items.Count, ratings.Count));
        Assert.Equal(17, ratings.Users[17].Integer);
    }

    [Fact]
    public void RatesNoPairTwice()
    {
        Ratings ratings = SyntheticRatings.Generate(Small).Ratings;
        HashSet<(int, int)> pairs = [];
        for (int k = 0; k < ratings.Count; k++)
            Assert.True(pairs.Add((ratings.UserRows[k], ratings.ItemRows[k])));
    }

    [Fact]
    public void UsesHalfStarsOfTheWholeScale()
    {
        float[] values = [.. SyntheticRatings.Generate(Small).Ratings.Values.ToArray().Distinct().Order()];
        Assert.Equal([0.5f, 1f, 1.5f, 2f, 2.5f, 3f, 3.5f, 4f, 4.5f, 5f], values);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    public void ThreadsChangeNothing(int threads)
    {
        Ratings expected = SyntheticRatings.Generate(Small).Ratings;
        Ratings actual = SyntheticRatings.Generate(Small with { Threads = threads }).Ratings;
        Assert.Equal(expected.UserRows, actual.UserRows);
        Assert.Equal(expected.ItemRows, actual.ItemRows);
        Assert.Equal(expected.Values, actual.Values);
    }

    /// <summary>The bits of today, so that a change of them is noticed: published figures rest on these ratings.</summary>
    [Fact]
    public void TheFirstRatingsAreGolden()
    {
        Ratings ratings = SyntheticRatings.Generate(Small).Ratings;
        Assert.Equal([167, 195, 2, 60, 30], ratings.ItemRows[..5]);
        Assert.Equal([3f, 5f, 3.5f, 4.5f, 3f], ratings.Values[..5]);
        ulong hash = 0xCBF29CE484222325; // FNV-1a
        for (int k = 0; k < ratings.Count; k++)
        {
            foreach (
                uint word in (uint[])
                    [(uint)ratings.UserRows[k], (uint)ratings.ItemRows[k], (uint)(2 * ratings.Values[k])]
            )
                hash = (hash ^ word) * 0x100000001B3;
        }
        Assert.Equal(2993467384573585812UL, hash);
    }

    [Fact]
    public void AnotherSeedGivesOtherRatings()
    {
        Ratings one = SyntheticRatings.Generate(Small).Ratings;
        Ratings other = SyntheticRatings.Generate(Small with { Seed = 43 }).Ratings;
        Assert.False(one.ItemRows.SequenceEqual(other.ItemRows));
        Assert.False(one.Values.SequenceEqual(other.Values));
    }

    [Fact]
    public void PopularityAndActivityAreSkewed()
    {
        Ratings ratings = SyntheticRatings.Generate(Small).Ratings;
        AssertSkewed(ratings.ItemRows, 200, atLeast: 0.15);
        AssertSkewed(ratings.UserRows, 300, atLeast: 0.25);

        static void AssertSkewed(ReadOnlySpan<int> rows, int count, double atLeast)
        {
            int[] counts = new int[count];
            foreach (int row in rows)
                counts[row]++;
            int top = counts.OrderDescending().Take(count / 10).Sum();
            Assert.InRange((double)top / rows.Length, atLeast, 0.9);
        }
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(0.3f)]
    [InlineData(0.7f)]
    public void ThePlantedPredictorMissesByNoiseAndRounding(float noise)
    {
        SyntheticData data = SyntheticRatings.Generate(Small with { Noise = noise });
        (double squares, int inside) = (0, 0);
        for (int k = 0; k < data.Ratings.Count; k++)
        {
            float y = data.PlantedPrediction(data.Ratings.UserRows[k], data.Ratings.ItemRows[k]);
            if (y is < 2f or > 3.5f)
                continue; // near the ends of the scale the ends cut the noise off
            squares += Math.Pow(data.Ratings.Values[k] - y, 2);
            inside++;
        }
        double expected = Math.Sqrt(noise * noise + 0.25 / 12); // a uniform error of half a star has this variance
        Assert.InRange(Math.Sqrt(squares / inside), 0.96 * expected, 1.04 * expected);
    }

    [Fact]
    public void ThePlantedPartsHaveTheirSpread()
    {
        SyntheticData data = SyntheticRatings.Generate(Small with { Users = 2_000, Items = 2_000 });
        Assert.InRange(Deviation(data.UserBias), 0.32, 0.38);
        Assert.InRange(Deviation(data.ItemBias), 0.42, 0.48);
        float[] products = new float[5_000];
        for (int k = 0; k < products.Length; k++)
        {
            (int user, int item) = (k % 2_000, k * 7 % 2_000);
            float biases = data.Mean + data.UserBias[user] + data.ItemBias[item];
            products[k] = data.PlantedPrediction(user, item) - biases;
        }
        Assert.InRange(Deviation(products), 0.46, 0.54);

        static double Deviation(ReadOnlySpan<float> values)
        {
            double squares = 0;
            foreach (float value in values)
                squares += (double)value * value;
            return Math.Sqrt(squares / values.Length);
        }
    }

    [Fact]
    public void AFactorModelOfWhatWasPlantedPredictsTheSame()
    {
        SyntheticData data = SyntheticRatings.Generate(Small);
        FactorModel model = new(
            data.UserFactors,
            data.ItemFactors,
            new ModelInfo { Mean = data.Mean },
            userBias: data.UserBias.ToArray(),
            itemBias: data.ItemBias.ToArray()
        );
        for (int user = 0; user < 300; user += 11)
            Assert.Equal(model.Predict(user, user % 200), data.PlantedPrediction(user, user % 200));
    }

    [Theory]
    [InlineData(1, 4, 1)]
    [InlineData(4, 1, 1)]
    [InlineData(2, 2, 1)]
    [InlineData(1000, 3, 750)]
    [InlineData(3, 1000, 750)]
    [InlineData(40, 40, 400)]
    [InlineData(1000, 1000, 10)]
    public void AnySizeThatFitsIsMade(int users, int items, int ratings)
    {
        SyntheticOptions options = new()
        {
            Users = users,
            Items = items,
            Ratings = ratings,
            Rank = 1,
        };
        int[] activity = SyntheticRatings.Activity(options);
        Assert.Equal(ratings, activity.Sum());
        Assert.All(activity, count => Assert.InRange(count, 0, items / 2 + 1));
        Assert.Equal(ratings, SyntheticRatings.Generate(options).Ratings.Count);
    }

    [Fact]
    public void ImpossibleOptionsAreRefusedByName()
    {
        AssertRefused("Ratings", Small with { Ratings = 15_001 });
        AssertRefused("Ratings", Small with { Ratings = 0 });
        AssertRefused("Users", Small with { Users = 0 });
        AssertRefused("Items", Small with { Items = -1 });
        AssertRefused("Rank", Small with { Rank = 0 });
        AssertRefused("Noise", Small with { Noise = float.NaN });
        AssertRefused("Noise", Small with { Noise = -1f });
        AssertRefused("threads", Small with { Threads = -1 });

        static void AssertRefused(string name, SyntheticOptions options) =>
            Assert.Equal(
                name,
                Assert.Throws<ArgumentOutOfRangeException>(() => SyntheticRatings.Generate(options)).ParamName
            );
    }

    [Fact]
    public void CancellationEndsTheWork() =>
        Assert.Throws<OperationCanceledException>(() => SyntheticRatings.Generate(Small, new CancellationToken(true)));
}
