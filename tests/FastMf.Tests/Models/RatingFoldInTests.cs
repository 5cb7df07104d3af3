using FastMf.Data;
using FastMf.IO;
using FastMf.Models;
using FastMf.Penalties;
using FastMf.Tests.Contracts;
using FastMf.Tests.IO;
using FastMf.Trainers;

namespace FastMf.Tests.Models;

/// <summary>New rows of models of ratings.</summary>
public class RatingFoldInTests
{
    private static readonly Ratings _ratings = Boards.Planted(users: 80, items: 60, count: 2500);

    public static TheoryData<int, bool, float> Cases
    {
        get
        {
            TheoryData<int, bool, float> cases = [];
            foreach (int rank in (int[])[1, 8, 17, 40])
            foreach (bool bias in (bool[])[true, false])
            foreach (float nu in (float[])[0f, 0.4f, 1f])
                cases.Add(rank, bias, nu);
            return cases;
        }
    }

    /// <summary>Least squares by row end with the users, so that their rows are the best ones for the items as they are.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void A_training_user_folded_in_gives_that_users_row(int rank, bool bias, float nu)
    {
        AlsOptions options = new()
        {
            Rank = rank,
            Bias = bias,
            PenaltyExponent = nu,
            Epochs = 10, // a long last step would leave its own roundings
        };
        // Without mean and with a small penalty systems are ill-conditioned: what residuals in float leave is more.
        AssertFoldsToItself(new AlsTrainer(options).Fit(_ratings).Model, bias || nu > 0f ? 1e-5 : 4e-5);
    }

    /// <summary>Coordinate descent makes four sweeps a half-step, and fold-in goes on until nothing moves.</summary>
    [Fact]
    public void With_non_negative_factors_or_an_L1_penalty_a_row_is_near_what_fold_in_gives()
    {
        AlsOptions options = new() { Rank = 8, Epochs = 60 };
        AssertFoldsToItself(new AlsTrainer(options with { NonNegative = true }).Fit(_ratings).Model, 0.02);
        AssertFoldsToItself(new AlsTrainer(options with { Penalty = Penalty.L1(0.3f) }).Fit(_ratings).Model, 0.02);
    }

    [Fact]
    public void By_gradient_steps_a_row_is_not_far_from_what_fold_in_gives()
    {
        SgdOptions options = new() { Rank = 8, Epochs = 300 };
        AssertFoldsToItself(new SgdTrainer(options).Fit(_ratings).Model, 0.05);
    }

    [Fact]
    public void No_other_row_has_a_smaller_objective()
    {
        foreach (FactorModel model in Models())
        {
            for (int user = 0; user < 20; user++)
            {
                float[] factors = Fold(model, user, out float bias);
                double least = CostOf(model, user, factors, bias);
                Assert.True(least <= CostOf(model, user, model.UserFactors[user], BiasOf(model, user)) + 1e-4);
                for (int k = 0; k < factors.Length; k++)
                    foreach (float move in (float[])[-0.03f, 0.03f])
                    {
                        float[] other = [.. factors];
                        other[k] += move;
                        if (other[k] >= 0 || !model.Info.IsNonNegative)
                            Assert.True(least < CostOf(model, user, other, bias));
                    }
                if (model.HasBiases)
                {
                    Assert.True(least < CostOf(model, user, factors, bias - 0.03f));
                    Assert.True(least < CostOf(model, user, factors, bias + 0.03f));
                }
            }
        }
    }

    [Fact]
    public void An_item_is_folded_in_as_a_user_of_the_transposed_model()
    {
        SparseMatrix byItem = _ratings.ByUser.Transpose();
        foreach (FactorModel model in Models())
        {
            ObjectiveOptions objective = model.Info.Objective;
            ModelInfo info = model.Info with
            {
                Objective = objective with
                {
                    Penalty = objective.Penalty.Transpose(),
                    BiasPenalty = (L2Penalty)objective.BiasPenalty.Transpose(),
                },
            };
            FactorModel swapped = new(
                model.ItemFactors,
                model.UserFactors,
                info,
                userBias: model.ItemBias.IsEmpty ? null : model.ItemBias.ToArray(),
                itemBias: model.UserBias.IsEmpty ? null : model.UserBias.ToArray()
            );
            float[] expected = new float[model.Rank];
            float[] actual = new float[model.Rank];
            swapped.FoldInUser(byItem.ColumnsOf(7), byItem.ValuesOf(7), expected, out float expectedBias);
            int count = model.FoldInItem(byItem.ColumnsOf(7), byItem.ValuesOf(7), actual, out float bias);
            Assert.Equal(byItem.CountOf(7), count);
            Assert.Equal(expected, actual);
            Assert.Equal(expectedBias, bias);
        }
    }

    [Fact]
    public void Contributions_and_the_score_of_somebody_unknown_add_up_to_the_score()
    {
        foreach (FactorModel model in Models().Where(model => !model.Info.IsNonNegative))
        {
            for (int user = 0; user < 10; user++)
            {
                ReadOnlySpan<int> items = _ratings.ByUser.ColumnsOf(user);
                ReadOnlySpan<float> values = _ratings.ByUser.ValuesOf(user);
                float[] contributions = new float[items.Length];
                float[] factors = Fold(model, user, out float bias);
                for (int item = 0; item < 30; item++)
                {
                    float score = model.Explain(item, items, values, contributions);
                    double unknown = model.HasBiases ? model.Predict(-1, item) : 0;
                    Assert.Equal(unknown + contributions.Sum(x => (double)x), score, 1e-5);
                    double expected = unknown + bias;
                    for (int k = 0; k < factors.Length; k++)
                        expected += (double)factors[k] * model.ItemFactors[item][k];
                    Assert.Equal(expected, score, 1e-4);
                }
            }
        }
    }

    [Fact]
    public void Scores_of_a_user_without_ratings_are_those_of_an_unknown_one()
    {
        FactorModel model = Models()[0];
        float[] factors = [.. Enumerable.Repeat(1f, model.Rank)];
        Assert.Equal(0, model.FoldInUser([], [], factors, out float bias));
        Assert.All(factors.Append(bias), x => Assert.Equal(0f, x));
        Scored[] expected = new Scored[10];
        Scored[] actual = new Scored[10];
        Assert.Equal(model.Recommend(-1, expected), model.Recommend(factors, bias, actual));
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void A_model_from_a_file_folds_in_to_the_same_bits()
    {
        using TemporaryFolder folder = new();
        foreach (FactorModel model in Models())
        {
            string path = folder["model.safetensors"];
            model.Save(path);
            float[] expected = Fold(model, 3, out float expectedBias);
            Assert.Equal(expected, Fold(ModelFile.Load(path), 3, out float bias));
            Assert.Equal(expectedBias, bias);
        }
    }

    [Fact]
    public void Nothing_is_allocated_after_the_first_call()
    {
        foreach (FactorModel model in Models())
        {
            SparseMatrix history = _ratings.ByUser;
            float[] factors = new float[model.Rank];
            Scored[] best = new Scored[10];
            Assert.Equal(0, Allocation.Of(Once));

            void Once()
            {
                model.FoldInUser(history.ColumnsOf(1), history.ValuesOf(1), factors, out float bias);
                model.Recommend(factors, bias, best, history.ColumnsOf(1));
            }
        }
    }

    /// <summary>With and without biases, by steps, and non-negative with an L1 penalty.</summary>
    private static FactorModel[] Models() =>
        [new AlsTrainer(new() { Rank = 8, Epochs = 2 }).Fit(_ratings).Model, new AlsTrainer(
                new()
                {
                    Rank = 8,
                    Epochs = 2,
                    Bias = false,
                    Penalty = Penalty.L2(0.2f, 0.4f),
                }
            ).Fit(_ratings).Model, new SgdTrainer(
                new()
                {
                    Rank = 8,
                    Epochs = 5,
                    PenaltyExponent = 0.5f,
                }
            ).Fit(_ratings).Model, new AlsTrainer(
                new()
                {
                    Rank = 8,
                    Epochs = 2,
                    NonNegative = true,
                    Penalty = Penalty.L2(0.2f) + Penalty.L1(0.1f, 0.2f),
                }
            ).Fit(_ratings).Model];

    private static float[] Fold(FactorModel model, int user, out float bias)
    {
        float[] factors = new float[model.Rank];
        model.FoldInUser(_ratings.ByUser.ColumnsOf(user), _ratings.ByUser.ValuesOf(user), factors, out bias);
        return factors;
    }

    private static float BiasOf(FactorModel model, int user) => model.UserBias.IsEmpty ? 0f : model.UserBias[user];

    /// <summary>What of the objective depends on one user's row, from the formula, in double.</summary>
    private static double CostOf(FactorModel model, int user, ReadOnlySpan<float> factors, float bias)
    {
        ReadOnlySpan<int> items = _ratings.ByUser.ColumnsOf(user);
        double cost = 0;
        for (int k = 0; k < items.Length; k++)
        {
            double y = model.HasBiases ? (double)model.Info.Mean + bias + model.ItemBias[items[k]] : 0;
            for (int f = 0; f < factors.Length; f++)
                y += (double)factors[f] * model.ItemFactors[items[k]][f];
            cost += Math.Pow(_ratings.ByUser.ValuesOf(user)[k] - y, 2);
        }
        double share = Math.Pow(items.Length, model.Info.Objective.PenaltyExponent);
        double biasCost = model.Info.Objective.BiasPenalty.Users / 2.0 * bias * bias;
        return cost + share * (model.Info.Objective.Penalty.UserValue(factors) + biasCost);
    }

    private static void AssertFoldsToItself(FactorModel model, double share)
    {
        for (int user = 0; user < model.Users.Count; user++)
        {
            float[] factors = Fold(model, user, out float bias);
            double size = Math.Sqrt(model.UserFactors[user].ToArray().Sum(x => (double)x * x));
            for (int k = 0; k < factors.Length; k++)
                Assert.Equal(model.UserFactors[user][k], factors[k], share * size);
            Assert.Equal(BiasOf(model, user), bias, share * (1 + size));
        }
    }
}
