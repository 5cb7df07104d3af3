using FastMf.Data;
using FastMf.Models;
using FastMf.Objectives;
using FastMf.Penalties;

namespace FastMf.Tests.Laws;

/// <summary>
/// J of two users, two items and three ratings, worked out with pencil and paper:
/// without biases the errors are 3, 3 and 2.5, with them -0.75, -0.25 and -0.25; u_0 and v_0 have two ratings.
/// </summary>
public class HandComputedObjectiveTests
{
    private static readonly Ratings s_ratings = new(IdMap.Range(2), IdMap.Range(2), [0, 0, 1], [0, 1, 0], [5f, 7f, 2f]);

    [Theory]
    [InlineData(0f, false, 2.28125)]
    [InlineData(0.5f, false, 2.863737822087165)]
    [InlineData(1f, false, 3.6875)]
    [InlineData(0f, true, 2.28125 + 0.28125)]
    [InlineData(0.5f, true, 2.863737822087165 + 0.3394987822087165)]
    [InlineData(1f, true, 3.6875 + 0.421875)]
    public void ObjectiveIsWhatPencilAndPaperSay(float exponent, bool biases, double penalty)
    {
        double squares = biases ? 0.6875 : 24.25;
        foreach (Reduction reduction in Enum.GetValues<Reduction>())
        {
            ObjectiveOptions objective = Objective(exponent) with { Reduction = reduction };
            ObjectiveValue j = ObjectiveFunction.Evaluate(Model(biases), s_ratings, objective, threads: 1);
            Assert.Equal(reduction == Reduction.Sum ? squares : squares / 3, j.DataCost, 1e-14);
            Assert.Equal(penalty, j.Penalty, 1e-14);
            Assert.Equal(j.DataCost + j.Penalty, j.Total);
            Assert.Equal(squares, j.SumOfSquaredErrors);
            Assert.Equal(Math.Sqrt(squares / 3), j.Rmse, 1e-14);
            Assert.Equal(3, j.Ratings);
        }
    }

    [Fact]
    public void WeightsCountInTheDataCostAlone()
    {
        Ratings weighted = new(
            s_ratings.Users,
            s_ratings.Items,
            [0, 0, 1],
            [0, 1, 0],
            [5f, 7f, 2f],
            weights: [2f, 0f, 4f]
        );
        ObjectiveValue j = ObjectiveFunction.Evaluate(Model(biases: false), weighted, Objective(1f), threads: 1);
        Assert.Equal(2 * 9 + 4 * 6.25, j.DataCost);
        Assert.Equal(3.6875, j.Penalty);
        Assert.Equal(24.25, j.SumOfSquaredErrors);
    }

    [Fact]
    public void UnknownUsersAndItemsGetTheFallBackAndNoPenalty()
    {
        Ratings foreign = new(
            IdMap.FromSorted([1, 7]),
            IdMap.FromSorted([0, 9]),
            [0, 0, 1, 1],
            [0, 1, 0, 1],
            new float[4]
        );
        ObjectiveValue j = ObjectiveFunction.Evaluate(Model(biases: true), foreign, Objective(1f), threads: 1);
        double known = 2.25;
        double item9 = 3 - 0.5;
        double user7 = 3 + 0.25;
        double neither = 3;
        Assert.Equal(known * known + item9 * item9 + user7 * user7 + neither * neither, j.DataCost);
        // u_1 and v_0 have two of these ratings each; u_0 and v_1 have none.
        Assert.Equal(2 * (0.25 * 1 + 0.5 * 0.25) + 2 * (0.125 * 1.25 + 0.25 * 0.0625), j.Penalty);
    }

    [Fact]
    public void NoRatingsCostNothing()
    {
        Ratings none = new(IdMap.Range(2), IdMap.Range(2), [], [], []);
        foreach (Reduction reduction in Enum.GetValues<Reduction>())
        {
            ObjectiveOptions objective = Objective(0f) with { Reduction = reduction };
            Assert.Equal(default, ObjectiveFunction.Evaluate(Model(true), none, objective, threads: 1));
        }
    }

    [Theory]
    [InlineData(-0.1f)]
    [InlineData(1.1f)]
    [InlineData(float.NaN)]
    public void AnExponentOutsideZeroToOneIsRefused(float exponent) =>
        Assert.Throws<ArgumentException>(
            "objective",
            () => ObjectiveFunction.Evaluate(Model(true), s_ratings, Objective(exponent))
        );

    [Fact]
    public void ATokenEndsTheCall() =>
        Assert.Throws<OperationCanceledException>(() =>
            ObjectiveFunction.Evaluate(Model(true), s_ratings, cancellationToken: new CancellationToken(true))
        );

    private static ObjectiveOptions Objective(float exponent) =>
        new()
        {
            Penalty = new L2Penalty(0.5f, 0.25f),
            BiasPenalty = new L2Penalty(1f, 0.5f),
            PenaltyExponent = exponent,
        };

    private static FactorModel Model(bool biases) =>
        new(
            FactorMatrix.FromValues([1f, 2f, 0f, -1f], 2, 2),
            FactorMatrix.FromValues([1f, 0.5f, 2f, 1f], 2, 2),
            new ModelInfo { Mean = biases ? 3f : 0f },
            userBias: biases ? [0.5f, -0.5f] : null,
            itemBias: biases ? [0.25f, -0.25f] : null
        );
}
