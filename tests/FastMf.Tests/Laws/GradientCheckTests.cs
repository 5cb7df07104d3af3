using FastMf.Data;
using FastMf.Models;
using FastMf.Objectives;
using FastMf.Penalties;

namespace FastMf.Tests.Laws;

/// <summary>GradientCheck passes what is right, and finds and names what is wrong.</summary>
public class GradientCheckTests
{
    private static readonly Problem s_problem = Some(users: 40, items: 30, rank: 18, step: 3);

    [Fact]
    public void TheGradientOfAWholeModelPasses()
    {
        GradientCheckResult all = GradientCheck.Run(
            s_problem.Model,
            s_problem.Ratings,
            s_problem.Objective,
            samples: int.MaxValue
        );
        Assert.True(all.Passed, $"{all}");
        Assert.Equal((40 + 30) * (18 + 1), all.Compared);
        Assert.InRange(all.LargestError, 1e-12, 1e-6);
    }

    [Fact]
    public void SamplesCoverAllPartsAndFollowTheSeed()
    {
        GradientCheckResult few = Check(samples: 100, seed: 1);
        Assert.Equal(100, few.Compared);
        Assert.True(few.Passed);
        Assert.Equal(few, Check(samples: 100, seed: 1));
        Assert.NotEqual(few.Worst, Check(samples: 100, seed: 2).Worst);
    }

    [Theory]
    [InlineData(ModelPart.UserFactors, 11, 7)]
    [InlineData(ModelPart.ItemFactors, 29, 17)]
    [InlineData(ModelPart.UserBias, 0, 0)]
    [InlineData(ModelPart.ItemBias, 13, 0)]
    public void AWrongNumberIsFoundAndNamed(ModelPart part, int row, int column)
    {
        foreach (float wrong in new[] { 1.01f, -1f, 0f, float.NaN, float.PositiveInfinity })
        {
            ObjectiveGradient right = s_problem.Gradient();
            float[] userBias = right.UserBias.ToArray();
            float[] itemBias = right.ItemBias.ToArray();
            Span<float> vector = part switch
            {
                ModelPart.UserFactors => right.Users.Row(row),
                ModelPart.ItemFactors => right.Items.Row(row),
                ModelPart.UserBias => userBias.AsSpan(row),
                _ => itemBias.AsSpan(row),
            };
            ref float place = ref vector[column];
            float expected = place;
            place = wrong == 1.01f ? place + 0.01f : place * wrong;
            GradientCheckResult check = GradientCheck.Run(
                s_problem.Model,
                new AlignedRatings(s_problem.Model, s_problem.Ratings),
                s_problem.Objective,
                new ObjectiveGradient(right.Users, right.Items, userBias, itemBias),
                samples: int.MaxValue,
                seed: 42
            );
            Assert.False(check.Passed);
            Assert.Equal((part, row, column), (check.Worst.Part, check.Worst.Row, check.Worst.Column));
            Assert.Equal((double)place, check.Worst.Analytic);
            Assert.Equal(expected, check.Worst.Numeric, 1e-4 * (1 + Math.Abs(expected)));
        }
    }

    [Fact]
    public void TheGradientOfAnotherObjectiveFails()
    {
        ObjectiveOptions right = s_problem.Objective;
        ObjectiveOptions[] others =
        [
            right with
            {
                PenaltyExponent = 0.5f,
            },
            right with
            {
                Penalty = right.Penalty.Transpose(),
            },
            right with
            {
                BiasPenalty = new L2Penalty(0f, 0f),
            },
            right with
            {
                Reduction = Reduction.Mean,
            },
        ];
        foreach (ObjectiveOptions other in others)
        {
            GradientCheckResult check = GradientCheck.Run(
                s_problem.Model,
                new AlignedRatings(s_problem.Model, s_problem.Ratings),
                right,
                (s_problem with { Objective = other }).Gradient(),
                samples: int.MaxValue,
                seed: 42
            );
            Assert.False(check.Passed, $"{other}");
        }
    }

    [Fact]
    public void UnknownUsersAndItemsCountForTheKnownSide()
    {
        Ratings foreign = new(
            IdMap.FromSorted([3, 100, 200]),
            IdMap.FromSorted([5, 500]),
            [0, 0, 1, 2],
            [0, 1, 0, 1],
            [4f, 3f, 2f, 1f]
        );
        GradientCheckResult check = GradientCheck.Run(s_problem.Model, foreign, s_problem.Objective);
        Assert.True(check.Passed, $"{check}");
        Assert.Equal(2 * (18 + 1), check.Compared);
        ObjectiveGradient gradient = ObjectiveFunction.Gradient(s_problem.Model, foreign, s_problem.Objective);
        float bias = s_problem.Model.UserBias[3];
        double slopes =
            -2 * (4.0 - s_problem.Model.Predict(3, 5)) - 2 * (3.0 - s_problem.Model.Predict(3, -1)) + 2 * 0.75 * bias;
        Assert.Equal(slopes, gradient.UserBias[3], 1e-5);
    }

    [Fact]
    public void AModelWithoutBiasesIsCheckedWithItsOwnFallBack()
    {
        Ratings foreign = new(
            IdMap.FromSorted([3, 100]),
            IdMap.FromSorted([5, 500]),
            [0, 0, 1],
            [0, 1, 0],
            [4f, 3f, 2f]
        );
        Problem plain = s_problem.WithoutBiases();
        Assert.NotEqual(0, plain.Model.Info.Mean);
        foreach (Ratings ratings in new[] { plain.Ratings, foreign })
        {
            GradientCheckResult check = GradientCheck.Run(plain.Model, ratings, plain.Objective);
            Assert.True(check.Passed, $"{check}");
        }
    }

    [Fact]
    public void NothingToCompareIsSaid()
    {
        Ratings none = new(IdMap.Range(40), IdMap.Range(30), [], [], []);
        GradientCheckResult check = GradientCheck.Run(s_problem.Model, none);
        Assert.Equal(0, check.Compared);
        Assert.True(check.Passed);
    }

    [Fact]
    public void BadCallsAreRefusedByName()
    {
        Assert.Throws<ArgumentNullException>("model", () => GradientCheck.Run(null!, s_problem.Ratings));
        Assert.Throws<ArgumentNullException>("ratings", () => GradientCheck.Run(s_problem.Model, null!));
        Assert.Throws<ArgumentOutOfRangeException>(
            "samples",
            () => GradientCheck.Run(s_problem.Model, s_problem.Ratings, samples: 0)
        );
        ObjectiveOptions wild = new() { PenaltyExponent = 2f };
        Assert.Throws<ArgumentException>(
            "objective",
            () => GradientCheck.Run(s_problem.Model, s_problem.Ratings, wild)
        );
        Assert.Throws<ArgumentException>(
            "objective",
            () => ObjectiveFunction.Gradient(s_problem.Model, s_problem.Ratings, wild)
        );
    }

    private static GradientCheckResult Check(int samples, ulong seed) =>
        GradientCheck.Run(s_problem.Model, s_problem.Ratings, s_problem.Objective, samples, seed);

    private static Problem Some(int users, int items, int rank, int step)
    {
        Random random = new(7);
        float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
        (int User, int Item)[] pairs =
        [
            .. from user in Enumerable.Range(0, users)
            from item in Enumerable.Range(0, items)
            where (user * 7 + item) % step == 0
            select (user, item),
        ];
        Ratings ratings = new(
            IdMap.Range(users),
            IdMap.Range(items),
            [.. pairs.Select(pair => pair.User)],
            [.. pairs.Select(pair => pair.Item)],
            [.. pairs.Select(_ => 0.5f * random.Next(1, 11))]
        );
        FactorModel model = new(
            FactorMatrix.FromValues(Numbers(users * rank), users, rank),
            FactorMatrix.FromValues(Numbers(items * rank), items, rank),
            new ModelInfo { Mean = (float)ratings.Mean },
            userBias: Numbers(users),
            itemBias: Numbers(items)
        );
        ObjectiveOptions objective = new()
        {
            Penalty = new L2Penalty(0.5f, 0.25f),
            BiasPenalty = new L2Penalty(0.75f, 0.125f),
        };
        return new(model, ratings, objective);
    }
}
