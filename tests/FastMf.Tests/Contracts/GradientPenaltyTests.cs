using FastMf.Data;
using FastMf.Losses;
using FastMf.Models;
using FastMf.Optimizers;
using FastMf.Penalties;
using FastMf.Tests.Reference;
using FastMf.Trainers;
using FastMf.Training;

namespace FastMf.Tests.Contracts;

/// <summary>Whole fits by gradient with L1 and Frobenius, against the same in double precision from the same factors.</summary>
public class GradientPenaltyTests
{
    private static readonly Penalty Net = Penalty.L2(0.3f, 0.1f) + Penalty.L1(0.6f, 0.9f);
    private static readonly Penalty All = Net + Penalty.Frobenius(0.5f, 0.8f);

    public static TheoryData<string, Optimizer, float> Optimizers =>
        new()
        {
            { "sgd", new Sgd(), 0.02f },
            {
                "sgd with decay",
                new Sgd { WeightDecay = 0.2 },
                0.02f
            },
            { "adagrad", new AdaGrad(), 0.05f },
        };

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void L1_equals_the_plain_computation(string name, Optimizer optimizer, float rate)
    {
        int zeros = 0;
        foreach (Penalty penalty in (Penalty[])[Penalty.L1(0.8f), Penalty.L1(0.5f, 1.5f), Net, All])
        foreach (int? batch in (int?[])[null, 17])
        foreach (Reduction reduction in (Reduction[])[Reduction.Sum, Reduction.Mean])
        {
            FactorModel model = DescentCase.AssertLikePlain(
                new()
                {
                    Optimizer = optimizer,
                    LearningRate = rate,
                    Penalty = reduction == Reduction.Sum ? penalty : Tenth(penalty),
                    BiasPenalty = new(0.2f, 0.4f),
                    BatchSize = batch,
                    Reduction = reduction,
                },
                tolerance: 1e-4 // AdaGrad divides by small sums
            );
            zeros += PlainDescent.Flat(model).Count(x => x == 0);
        }
        Assert.True(zeros > 50, $"{name}: {zeros} zeros in all");
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(0.5f)]
    [InlineData(1f)]
    public void Frobenius_equals_the_plain_computation(float exponent)
    {
        foreach (Optimizer optimizer in (Optimizer[])[new Sgd(), new Sgd { Momentum = 0.7 }, new Adam(), new RmsProp()])
        foreach (int? batch in (int?[])[null, 17])
        foreach (Reduction reduction in (Reduction[])[Reduction.Sum, Reduction.Mean])
            DescentCase.AssertLikePlain(
                new()
                {
                    Optimizer = optimizer,
                    LearningRate = 0.004f,
                    Penalty = Penalty.Frobenius(3f, 5f),
                    PenaltyExponent = exponent,
                    BatchSize = batch,
                    Reduction = reduction,
                    Bias = batch is null,
                }
            );
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(0.5f)]
    [InlineData(1f)]
    public void Logistic_loss_equals_the_plain_computation_with_and_without_penalties(float exponent)
    {
        foreach (Penalty penalty in (Penalty[])[Penalty.None, Penalty.L2(0.1f, 0.3f), All])
            DescentCase.AssertLikePlain(
                new()
                {
                    Loss = Loss.Logistic,
                    Optimizer = new Sgd(),
                    LearningRate = 0.02f,
                    Penalty = penalty,
                    PenaltyExponent = exponent,
                    BatchSize = exponent == 0f ? 17 : null,
                }
            );
    }

    [Fact]
    public void L1_of_factors_kept_at_0_or_above_equals_the_plain_computation() =>
        DescentCase.AssertLikePlain(
            new()
            {
                Optimizer = new Sgd(),
                LearningRate = 0.02f,
                Penalty = Net,
                NonNegative = true,
            }
        );

    /// <summary>For means, beside which the penalty of a sum takes all.</summary>
    private static Penalty Tenth(Penalty penalty) =>
        penalty.Parts.Select(part => (Penalty)part.With(part.Users / 10, part.Items / 10)).Aggregate((x, y) => x + y);

    [Fact]
    public void At_the_zero_matrix_the_norm_pulls_nowhere()
    {
        FactorModel zero = new(
            new FactorMatrix(DescentCase.Users, DescentCase.Rank),
            new FactorMatrix(DescentCase.Items, DescentCase.Rank),
            new ModelInfo { Mean = 2f }
        );
        GradientOptions options = new()
        {
            Rank = DescentCase.Rank,
            Optimizer = new Sgd(),
            Penalty = Penalty.Frobenius(3f),
            Bias = false,
            TrackObjective = true,
        };
        FitResult fit = new GradientTrainer(options).Fit(DescentCase.Ratings(), null, zero);
        Assert.Equal(1, fit.Model.UserFactors.ZeroShare());
        Assert.All(fit.History, epoch => Assert.Equal(0, epoch.Penalty));
    }

    [Fact]
    public void A_number_that_no_gradient_has_reached_is_no_target_of_adagrads_threshold()
    {
        GradientOptions options = new()
        {
            Rank = DescentCase.Rank,
            Epochs = 1,
            Optimizer = new AdaGrad(),
            LearningRate = 1e-4f,
            Penalty = Penalty.L1(0.1f),
            BatchSize = 1,
            PenaltyExponent = 1f,
        };
        FactorModel model = new GradientTrainer(options)
            .Fit(DescentCase.Ratings(), null, DescentCase.Start(true))
            .Model;
        Assert.Equal(0, model.UserFactors.ZeroShare()); // the first batch has one user
    }

    [Fact]
    public void Optimizers_whose_steps_are_no_multiples_of_the_gradient_refuse_L1_by_name()
    {
        foreach (
            Optimizer optimizer in (Optimizer[])[new Adam(), new AdamW(), new RmsProp(), new Sgd { Momentum = 0.5 }]
        )
        {
            GradientOptions options = new() { Optimizer = optimizer, Penalty = Net };
            ArgumentException error = Assert.Throws<ArgumentException>("Penalty", () => new GradientTrainer(options));
            Assert.Contains(optimizer.Name, error.Message, StringComparison.Ordinal);
            _ = new GradientTrainer(options with { Penalty = Penalty.Frobenius(1f) });
        }
    }
}
