using FastMf.Data;
using FastMf.Losses;
using FastMf.Models;
using FastMf.Objectives;
using FastMf.Optimizers;
using FastMf.Trainers;

namespace FastMf.Tests.Laws;

/// <summary>What GradientTrainer does with the gradient of J, for every loss that the library has.</summary>
public class DescentLaws
{
    private const float Rate = 0.01f;

    [Theory]
    [MemberData(nameof(LossLaws.Names), MemberType = typeof(LossLaws))]
    public void AStepOnAllRatingsIsTheRateTimesTheGradientOfJ(string name)
    {
        Loss loss = Entries.Losses.Single(one => one.Name == name);
        Law.Holds(
            Problems.Any,
            problem =>
            {
                if (problem.Ratings.Count == 0)
                    return;
                problem = problem.WithLoss(loss);
                if (!loss.AllowsBiases)
                    problem = problem.WithoutBiases();
                ObjectiveGradient gradient = problem.Gradient();
                FactorModel start = problem.Model;
                FactorModel moved = new GradientTrainer(Options(problem)).Fit(problem.Ratings, null, start).Model;
                AssertMoved(start.UserFactors, gradient.Users, moved.UserFactors, loss.NeedsNonNegative);
                AssertMoved(start.ItemFactors, gradient.Items, moved.ItemFactors, loss.NeedsNonNegative);
                AssertMoved(start.UserBias, gradient.UserBias, moved.UserBias, false);
                AssertMoved(start.ItemBias, gradient.ItemBias, moved.ItemBias, false);
            },
            tests: 100
        );
    }

    private static GradientOptions Options(Problem problem) =>
        new()
        {
            Rank = problem.Model.Rank,
            Epochs = 1,
            Threads = 1,
            Optimizer = new Sgd(),
            LearningRate = Rate,
            Loss = problem.Objective.Loss,
            Penalty = problem.Objective.Penalty,
            BiasPenalty = problem.Objective.BiasPenalty,
            PenaltyExponent = problem.Objective.PenaltyExponent,
            Reduction = problem.Objective.Reduction,
            Bias = problem.Model.HasBiases,
            NonNegative = problem.Objective.Loss.NeedsNonNegative,
        };

    private static void AssertMoved(FactorMatrix start, FactorMatrix gradient, FactorMatrix moved, bool nonNegative)
    {
        Assert.Equal(start.Rows, moved.Rows);
        for (int row = 0; row < start.Rows; row++)
            AssertMoved(start[row], gradient[row], moved[row], nonNegative);
    }

    private static void AssertMoved(
        ReadOnlySpan<float> start,
        ReadOnlySpan<float> gradient,
        ReadOnlySpan<float> moved,
        bool nonNegative
    )
    {
        Assert.Equal(start.Length, moved.Length);
        for (int k = 0; k < start.Length; k++)
        {
            double expected = start[k] - (double)Rate * gradient[k];
            if (nonNegative)
                expected = Math.Max(expected, 0);
            Assert.Equal(expected, moved[k], 1e-5 * (1 + Math.Abs(Rate * gradient[k])));
        }
    }
}
