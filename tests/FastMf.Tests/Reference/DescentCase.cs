using FastMf.Data;
using FastMf.Kernels;
using FastMf.Losses;
using FastMf.Models;
using FastMf.Trainers;
using FastMf.Training;

namespace FastMf.Tests.Reference;

/// <summary>A small problem with given initial factors, and GradientTrainer held against its twin on it.</summary>
internal static class DescentCase
{
    public const int Users = 14;
    public const int Items = 11;
    public const int Rank = 5;

    /// <summary>Objective of each epoch and all parameters after 15 epochs, each within 1e-4.</summary>
    public static FactorModel AssertLikePlain(GradientOptions options, double tolerance = 1e-5)
    {
        options = options with { Rank = Rank, Epochs = 15, Shuffle = false, TrackObjective = true, Threads = 2 };
        Ratings ratings = Ratings(options.Loss);
        FactorModel start = Start(options.Bias, options.NonNegative);
        FitResult fit = new GradientTrainer(options).Fit(ratings, null, start);
        PlainDescent plain = new(ratings, start, options);
        Assert.Equal(plain.Objective(), fit.History[0].Objective!.Value, 1e-5 * plain.Objective());
        for (int epoch = 1; epoch <= options.Epochs; epoch++)
        {
            plain.Epoch(epoch);
            Assert.Equal(plain.Objective(), fit.History[epoch].Objective!.Value, 1e-4 * plain.Objective());
        }
        double[] actual = PlainDescent.Flat(fit.Model);
        Assert.Equal(plain.X.Length, actual.Length);
        Assert.InRange(Distance(actual, plain.X), 0, tolerance);
        for (int p = 0; p < actual.Length; p++)
            Assert.Equal(plain.X[p], actual[p], 1e-4 * (Math.Abs(plain.X[p]) + 0.1));
        return fit.Model;
    }

    /// <summary>|x - y| / |y|.</summary>
    public static double Distance(double[] x, double[] y) =>
        Math.Sqrt(x.Zip(y, (a, b) => (a - b) * (a - b)).Sum() / y.Sum(b => b * b));

    /// <summary>Weighted ratings in no order, none of the last user and the last item; 0 and 1 for the logistic loss.</summary>
    public static Ratings Ratings(Loss? loss = null)
    {
        (int User, int Item)[] pairs =
        [
            .. from user in Enumerable.Range(0, Users - 1)
            from item in Enumerable.Range(0, Items - 1)
            where CounterRandom.Uniform(5, (ulong)user, (ulong)item) < 0.6
            orderby CounterRandom.Bits(6, (ulong)user, (ulong)item)
            select (user, item),
        ];
        float[] stars = [.. pairs.Select((_, k) => 0.5f * (1 + CounterRandom.UniformInt(7, 0, (ulong)k, 10)))];
        return FastMf.Data.Ratings.FromRows(
            Users,
            Items,
            [.. pairs.Select(pair => pair.User)],
            [.. pairs.Select(pair => pair.Item)],
            loss is LogisticLoss ? [.. stars.Select(star => star > 2.5f ? 1f : 0f)] : stars,
            default,
            [.. pairs.Select((_, k) => 0.5f * (1 + CounterRandom.UniformInt(8, 0, (ulong)k, 3)))]
        );
    }

    /// <summary>Where a fit begins.</summary>
    public static FactorModel Start(bool bias, bool nonNegative = false)
    {
        return new FactorModel(
            FactorMatrix.FromValues(Factors(1, Users * Rank), Users, Rank),
            FactorMatrix.FromValues(Factors(2, Items * Rank), Items, Rank),
            new ModelInfo { Mean = 2.7f },
            userBias: bias ? Numbers(3, Users) : null,
            itemBias: bias ? Numbers(4, Items) : null
        );

        float[] Factors(ulong seed, int count) =>
            nonNegative ? [.. Numbers(seed, count).Select(Math.Abs)] : Numbers(seed, count);

        static float[] Numbers(ulong seed, int count) =>
            [.. Enumerable.Range(0, count).Select(k => 0.4f * (float)CounterRandom.Normal(seed, 0, (ulong)k))];
    }
}
