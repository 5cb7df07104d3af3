using FastMf.Data;
using FastMf.Evaluation;
using FastMf.Kernels;
using FastMf.Models;
using FastMf.Objectives;
using FastMf.Penalties;
using FastMf.Trainers;

namespace FastMf.Tests.Contracts;

/// <summary>The probabilistic reading: with the lambdas of the priors that the factors were drawn from, J finds them best.</summary>
public sealed class PriorTests
{
    private const int Users = 90;
    private const int Items = 90;
    private const int Rank = 3;
    private const double UserVariance = 1;
    private const double ItemVariance = 0.25;
    private const double NoiseVariance = 0.5;

    private static readonly (Ratings Train, Ratings Test) s_planted = Planted();
    private static readonly double[] s_factors = [1 / 16.0, 1 / 4.0, 1, 4, 16]; // of the true lambdas
    private static readonly FactorModel[] s_models = [.. s_factors.Select(Fit)];

    [Fact]
    public void Held_out_errors_are_least_near_the_true_lambda()
    {
        double[] rmse = [.. s_models.Select(model => model.Evaluate(s_planted.Test, threads: 1).Rmse)];
        string all = string.Join(", ", rmse);
        Assert.True(Math.Abs(Array.IndexOf(rmse, rmse.Min()) - 2) <= 1, all);
        Assert.True(rmse[2] < 1.01 * rmse.Min() && rmse[0] > 1.01 * rmse[2] && rmse[^1] > 1.2 * rmse[2], all);
    }

    [Fact]
    public void The_planted_scale_is_recovered_near_the_true_lambda()
    {
        double[] distance = [.. s_models.Select(DistanceToPlanted)];
        string all = string.Join(", ", distance);
        Assert.True(Math.Abs(Array.IndexOf(distance, distance.Min()) - 2) <= 1, all);
        Assert.True(distance[2] < 0.1 && distance[0] > 0.3 && distance[^1] > 1, all);
    }

    [Theory]
    [InlineData(0.5, 1, 0.25)]
    [InlineData(0.01, 30, 1e-6)]
    [InlineData(2, double.PositiveInfinity, 3)]
    public void Lambdas_are_twice_the_noise_over_the_prior_and_back(double noise, double users, double items)
    {
        L2Penalty l2 = Penalty.FromPriorVariance(noise, users, items);
        Assert.Equal(new L2Penalty((float)(2 * noise / users), (float)(2 * noise / items)), l2);
        AssertNear((users, items), l2.PriorVariances(noise));
        L1Penalty l1 = Penalty.FromLaplaceScale(noise, users, items);
        Assert.Equal(new L1Penalty(l2.Users, l2.Items), l1);
        AssertNear((users, items), l1.LaplaceScales(noise));
        Assert.Equal(new L2Penalty(l2.Users, l2.Users), Penalty.FromPriorVariance(noise, users));
        Assert.Equal(new L1Penalty(l2.Users, l2.Users), Penalty.FromLaplaceScale(noise, users));
    }

    /// <summary>Differences of J are those of 2 sigma^2 times the negative logarithm of the posterior, written out.</summary>
    [Fact]
    public void J_is_the_negative_log_posterior_up_to_a_constant()
    {
        Ratings ratings = s_planted.Train;
        FactorModel one = s_models[1];
        FactorModel other = s_models[3];
        foreach (bool laplace in new[] { false, true })
        {
            Penalty penalty = laplace
                ? Penalty.FromLaplaceScale(NoiseVariance, UserVariance, ItemVariance)
                : Penalty.FromPriorVariance(NoiseVariance, UserVariance, ItemVariance);
            double expected = 2 * NoiseVariance * (Minus(other) - Minus(one));
            Assert.Equal(expected, J(other) - J(one), 1e-6 * (J(one) + J(other)));

            double J(FactorModel model) =>
                ObjectiveFunction.Evaluate(model, ratings, new() { Penalty = penalty, PenaltyExponent = 0 }).Total;

            double Minus(FactorModel model)
            {
                double sum = 0;
                for (int k = 0; k < ratings.Count; k++)
                {
                    int user = ratings.UserRows[k];
                    int item = ratings.ItemRows[k];
                    double y = 0;
                    for (int f = 0; f < Rank; f++)
                        y += (double)model.UserFactors[user][f] * model.ItemFactors[item][f];
                    double density =
                        Math.Exp(-Math.Pow(ratings.Values[k] - y, 2) / (2 * NoiseVariance))
                        / Math.Sqrt(2 * Math.PI * NoiseVariance);
                    sum -= Math.Log(density);
                }
                return sum + OfPriors(model.UserFactors, UserVariance) + OfPriors(model.ItemFactors, ItemVariance);
            }

            double OfPriors(FactorMatrix matrix, double spread)
            {
                double sum = 0;
                for (int row = 0; row < matrix.Rows; row++)
                    foreach (double x in matrix[row])
                        sum -= Math.Log(
                            laplace
                                ? Math.Exp(-Math.Abs(x) / spread) / (2 * spread)
                                : Math.Exp(-x * x / (2 * spread)) / Math.Sqrt(2 * Math.PI * spread)
                        );
                return sum;
            }
        }
    }

    [Theory]
    [InlineData(0, 1, "noiseVariance")]
    [InlineData(double.NaN, 1, "noiseVariance")]
    [InlineData(double.PositiveInfinity, 1, "noiseVariance")]
    [InlineData(1, 0, "priorVariance")]
    [InlineData(1, -1, "priorVariance")]
    [InlineData(1, double.NaN, "priorVariance")]
    [InlineData(1, 1e-300, "priorVariance")]
    public void Variances_that_make_no_sense_are_refused_by_name(double noise, double prior, string name) =>
        Assert.Throws<ArgumentOutOfRangeException>(name, () => Penalty.FromPriorVariance(noise, prior));

    /// <summary>The posterior's mode, with so many times the lambdas that the variances give.</summary>
    private static FactorModel Fit(double factor)
    {
        double noise = NoiseVariance * factor;
        AlsOptions options = new()
        {
            Rank = Rank,
            Epochs = 40,
            Threads = 1,
            Bias = false,
            PenaltyExponent = 0,
            Penalty = Penalty.FromPriorVariance(noise, UserVariance, ItemVariance),
        };
        return new AlsTrainer(options).Fit(s_planted.Train).Model;
    }

    private static void AssertNear((double Users, double Items) expected, (double Users, double Items) actual)
    {
        Assert.Equal(1 / expected.Users, 1 / actual.Users, 1e-6 / expected.Users);
        Assert.Equal(1 / expected.Items, 1 / actual.Items, 1e-6 / expected.Items);
    }

    /// <summary>How far the mean squares of the factors are from the variances, in their logarithms: the worse side.</summary>
    private static double DistanceToPlanted(FactorModel model) =>
        Math.Max(
            Math.Abs(Math.Log(MeanSquare(model.UserFactors) / UserVariance)),
            Math.Abs(Math.Log(MeanSquare(model.ItemFactors) / ItemVariance))
        );

    private static double MeanSquare(FactorMatrix matrix)
    {
        double sum = 0;
        for (int row = 0; row < matrix.Rows; row++)
            foreach (float x in matrix[row])
                sum += (double)x * x;
        return sum / ((double)matrix.Rows * matrix.Columns);
    }

    /// <summary>Half of all pairs to train on, the others to test on.</summary>
    private static (Ratings Train, Ratings Test) Planted()
    {
        List<int> users = [];
        List<int> items = [];
        List<float> values = [];
        for (int i = 0; i < Users; i++)
        for (int j = 0; j < Items; j++)
        {
            double value = Math.Sqrt(NoiseVariance) * CounterRandom.Normal(1, (ulong)i, (ulong)j);
            for (ulong k = 0; k < Rank; k++)
                value +=
                    Math.Sqrt(UserVariance * ItemVariance)
                    * CounterRandom.Normal(2, (ulong)i, k)
                    * CounterRandom.Normal(3, (ulong)j, k);
            users.Add(i);
            items.Add(j);
            values.Add((float)value);
        }
        Ratings all = Ratings.FromRows(Users, Items, [.. users], [.. items], [.. values]);
        return all.Split(0.6);
    }
}
