using FastMf.Data;
using FastMf.Models;
using FastMf.Objectives;
using FastMf.Penalties;
using FastMf.Tests.Reference;

namespace FastMf.Tests.Laws;

/// <summary>What must hold of J, whatever the model, the ratings and the options are.</summary>
public class ObjectiveLaws
{
    [Fact]
    public void FastEqualsPlain() =>
        Law.Holds(
            Problems.Any,
            problem =>
            {
                ObjectiveValue fast = problem.Value();
                PlainObjective plain = new(problem);
                if (problem.Ratings.Count > 0)
                    AssertNear(plain.DataCost(), fast.DataCost, 1e-5);
                AssertNear(plain.Penalty(), fast.Penalty, 1e-12);
            }
        );

    [Fact]
    public void TransposingTheRatingsSwapsUsersAndItemsAndLeavesTheObjective() =>
        Law.Holds(
            Problems.Any,
            problem =>
            {
                Problem transposed = problem.Transpose();
                AssertSameObjective(problem.Value(), transposed.Value(), 1e-5);
                PlainGradient plain = new PlainObjective(problem).Gradient();
                ObjectiveGradient swapped = transposed.Gradient();
                ObjectiveGradient back = new(
                    swapped.Items,
                    swapped.Users,
                    Problem.Array(swapped.ItemBias),
                    Problem.Array(swapped.UserBias)
                );
                plain.AssertEquals(back, GradientLaws.Tolerance(problem, plain));
            }
        );

    [Fact]
    public void PermutingUsersAndItemsPermutesTheGradientAndLeavesTheObjective() =>
        Law.Holds(
            Problems.WithSeed,
            input =>
            {
                (Problem problem, int seed) = input;
                int[] users = Permutation(problem.Model.Users.Count, seed);
                int[] items = Permutation(problem.Model.Items.Count, seed + 1);
                Problem permuted = Permuted(problem, users, items);
                AssertSameObjective(problem.Value(), permuted.Value(), 1e-12);
                // The order of the ratings stays, so that even the roundings are the same.
                ObjectiveGradient before = problem.Gradient();
                ObjectiveGradient after = permuted.Gradient();
                for (int i = 0; i < users.Length; i++)
                    Assert.Equal(before.Users[i], after.Users[users[i]]);
                for (int j = 0; j < items.Length; j++)
                    Assert.Equal(before.Items[j], after.Items[items[j]]);
                for (int i = 0; i < before.UserBias.Length; i++)
                    Assert.Equal(before.UserBias[i], after.UserBias[users[i]]);
                for (int j = 0; j < before.ItemBias.Length; j++)
                    Assert.Equal(before.ItemBias[j], after.ItemBias[items[j]]);
            }
        );

    [Fact]
    public void RotatingTheFactorsLeavesTheObjectiveUnderL2() =>
        Law.Holds(
            Problems.WithSeed,
            input =>
            {
                (Problem problem, int seed) = input;
                double[][] rotation = Orthogonal.Random(problem.Model.Rank, seed);
                Problem rotated = problem.With(
                    Orthogonal.Rotate(problem.Model.UserFactors, rotation),
                    Orthogonal.Rotate(problem.Model.ItemFactors, rotation)
                );
                AssertSameObjective(problem.Value(), rotated.Value(), 2e-5);
            }
        );

    [Fact]
    public void WithoutLambdaThereIsTheDataCostAlone() =>
        Law.Holds(
            Problems.Any,
            problem =>
            {
                ObjectiveOptions free = problem.Objective with
                {
                    Penalty = Penalty.None,
                    BiasPenalty = new L2Penalty(0f, 0f),
                };
                ObjectiveValue value = (problem with { Objective = free }).Value();
                Assert.Equal(0, value.Penalty);
                Assert.Equal(problem.Value().DataCost, value.Total);
            }
        );

    [Fact]
    public void RowsWithoutRatingsCarryNoPenaltyAndNoGradient() =>
        Law.Holds(
            Problems.Any,
            problem =>
            {
                ReadOnlySpan<int> userRows = problem.Ratings.UserRows;
                ReadOnlySpan<int> itemRows = problem.Ratings.ItemRows;
                FactorMatrix users = problem.Model.UserFactors.Copy();
                FactorMatrix items = problem.Model.ItemFactors.Copy();
                for (int i = 0; i < users.Rows; i++)
                    if (!userRows.Contains(i))
                        users.Row(i)[..users.Columns].Fill(1e6f);
                for (int j = 0; j < items.Rows; j++)
                    if (!itemRows.Contains(j))
                        items.Row(j)[..items.Columns].Fill(1e6f);
                Problem loud = problem.With(users, items);
                Assert.Equal(problem.Value(), loud.Value());

                ObjectiveGradient gradient = loud.Gradient();
                for (int i = 0; i < users.Rows; i++)
                    if (!userRows.Contains(i))
                        AssertZero(gradient.Users[i], gradient.UserBias, i);
                for (int j = 0; j < items.Rows; j++)
                    if (!itemRows.Contains(j))
                        AssertZero(gradient.Items[j], gradient.ItemBias, j);
            }
        );

    [Fact]
    public void TheMeanIsTheSumOverTheNumberOfRatings() =>
        Law.Holds(
            Problems.Any,
            problem =>
            {
                ObjectiveValue sum = Reduced(problem, Reduction.Sum).Value();
                ObjectiveValue mean = Reduced(problem, Reduction.Mean).Value();
                AssertNear(sum.DataCost, mean.DataCost * Math.Max(1, problem.Ratings.Count), 1e-14);
                Assert.Equal(sum.Penalty, mean.Penalty);
            }
        );

    private static Problem Reduced(Problem problem, Reduction reduction) =>
        problem with
        {
            Objective = problem.Objective with { Reduction = reduction },
        };

    private static Problem Permuted(Problem problem, int[] users, int[] items)
    {
        Ratings ratings = problem.Ratings;
        FactorModel model = problem.Model;
        Ratings moved = new(
            ratings.Users,
            ratings.Items,
            [.. ratings.UserRows.ToArray().Select(i => users[i])],
            [.. ratings.ItemRows.ToArray().Select(j => items[j])],
            ratings.Values.ToArray(),
            weights: Problem.Array(ratings.Weights)
        );
        return new(
            new FactorModel(
                Moved(model.UserFactors, users),
                Moved(model.ItemFactors, items),
                model.Info,
                userBias: Moved(model.UserBias, users),
                itemBias: Moved(model.ItemBias, items)
            ),
            moved,
            problem.Objective
        );
    }

    private static FactorMatrix Moved(FactorMatrix matrix, int[] to)
    {
        FactorMatrix moved = new(matrix.Rows, matrix.Columns);
        for (int i = 0; i < to.Length; i++)
            matrix[i].CopyTo(moved.Row(to[i]));
        return moved;
    }

    private static float[]? Moved(ReadOnlySpan<float> values, int[] to)
    {
        float[] moved = new float[values.Length];
        for (int i = 0; i < values.Length; i++)
            moved[to[i]] = values[i];
        return values.IsEmpty ? null : moved;
    }

    private static int[] Permutation(int count, int seed)
    {
        int[] permutation = [.. Enumerable.Range(0, count)];
        new Random(seed).Shuffle(permutation);
        return permutation;
    }

    private static void AssertZero(ReadOnlySpan<float> row, ReadOnlySpan<float> biases, int index)
    {
        Assert.Equal(new float[row.Length], row);
        Assert.True(biases.IsEmpty || biases[index] == 0f);
    }

    private static void AssertSameObjective(ObjectiveValue expected, ObjectiveValue actual, double tolerance)
    {
        AssertNear(expected.DataCost, actual.DataCost, tolerance);
        AssertNear(expected.Penalty, actual.Penalty, tolerance);
    }

    /// <summary>
    /// Relative to 1 plus the value: a float prediction is off by a few 1e-6 at most here, and where its error r - y is
    /// small, so is the cost, but not its rounding.
    /// </summary>
    private static void AssertNear(double expected, double actual, double tolerance) =>
        Assert.Equal(expected, actual, tolerance * (1 + Math.Abs(expected)));
}
