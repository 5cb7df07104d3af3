using FastMf.Data;
using FastMf.Evaluation;
using FastMf.IO;
using FastMf.Models;
using FastMf.Objectives;
using FastMf.Penalties;
using FastMf.Tests.IO;
using FastMf.Trainers;
using FastMf.Training;

namespace FastMf.Tests.Contracts;

/// <summary>What fits by pairs do beyond what all trainers do.</summary>
public sealed class BprFitTests
{
    public static TheoryData<Negatives, SgdSchedule, SgdParallel> Ways()
    {
        TheoryData<Negatives, SgdSchedule, SgdParallel> ways = [];
        foreach (Negatives negatives in Enum.GetValues<Negatives>())
        foreach (SgdSchedule schedule in (SgdSchedule[])[SgdSchedule.AdaGrad, SgdSchedule.Constant])
        foreach (SgdParallel parallel in Enum.GetValues<SgdParallel>())
            ways.Add(negatives, schedule, parallel);
        return ways;
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Every_way_ranks_what_a_group_of_users_plays_above_the_rest(
        Negatives negatives,
        SgdSchedule schedule,
        SgdParallel parallel
    )
    {
        (Ratings train, Ratings test) = Plays().Split(0.2);
        BprOptions options = new()
        {
            Rank = 4,
            Epochs = 40,
            Negatives = negatives,
            Schedule = schedule,
            Parallel = parallel,
            LearningRate = schedule == SgdSchedule.Constant ? 0.05f : 1f,
            Threads = 2,
            TrackObjective = true,
        };
        FitResult fit = new BprTrainer(options).Fit(train);
        Assert.True(fit.Model.EvaluateRanking(test, 10, train).Auc > 0.9);
        Assert.True(fit.History[^1].DataCost < 0.5 * fit.History[0].DataCost);
        Assert.All(fit.History, epoch => Assert.Null(epoch.TrainRmse));
        if (parallel == SgdParallel.Blocked)
            Boards.AssertSameBits(new BprTrainer(options with { Threads = 5 }).Fit(train).Model, fit.Model);
    }

    [Fact]
    public void The_last_reported_objective_is_that_of_the_model()
    {
        Ratings ratings = Plays();
        FitResult fit = new BprTrainer(new() { TrackObjective = true, Positive = 2f }).Fit(ratings);
        ObjectiveValue value = ObjectiveFunction.Evaluate(fit.Model, ratings);
        Assert.Equal(fit.History[^1].Objective, value.Total);
        Assert.Equal(fit.History[^1].Penalty, value.Penalty);
        Assert.Equal("bpr", fit.Model.Info.Options["solver"]);
        Assert.Equal(2f, fit.Model.Info.Objective.Pairwise!.Positive);
        Assert.True(fit.Model.UserBias.IsEmpty);
        Assert.Equal(ratings.Items.Count, fit.Model.ItemBias.Length);
    }

    [Fact]
    public void Values_below_the_threshold_are_other_items_and_users_without_positives_stay_zero()
    {
        Ratings ratings = Ratings.FromRows(3, 3, [0, 1, 2, 0], [0, 1, 2, 2], [5f, 5f, 1f, 1f]);
        FactorModel model = new BprTrainer(
            new()
            {
                Rank = 2,
                Positive = 3f,
                Epochs = 50,
            }
        ).Fit(ratings).Model;
        Assert.All(model.UserFactors[2].ToArray(), x => Assert.Equal(0f, x));
        Assert.True(model.ItemBias[2] < Math.Min(model.ItemBias[0], model.ItemBias[1]));
    }

    [Fact]
    public void A_pair_given_twice_is_one()
    {
        Ratings twice = Ratings.FromRows(2, 2, [0, 0, 1, 0], [0, 1, 1, 0], [1f, 2f, 1f, 3f]);
        Ratings once = Ratings.FromRows(2, 2, [0, 0, 1], [0, 1, 1], [4f, 2f, 1f]);
        Boards.AssertSameBits(new BprTrainer().Fit(once).Model, new BprTrainer().Fit(twice).Model);
    }

    [Fact]
    public void Divergence_is_found()
    {
        BprOptions options = new()
        {
            Schedule = SgdSchedule.Constant,
            LearningRate = 1e6f,
            Rank = 4,
        };
        Assert.Throws<DivergedException>(() => new BprTrainer(options with { Penalty = Penalty.L2(1f) }).Fit(Plays()));
    }

    [Fact]
    public void Options_and_ratings_that_do_not_suit_are_refused_by_name()
    {
        Assert.Equal("LearningRate", Refused(new() { LearningRate = 0f }));
        Assert.Equal("Schedule", Refused(new() { Schedule = SgdSchedule.BoldDriver }));
        Assert.Equal("Parallel", Refused(new() { Parallel = (SgdParallel)7 }));
        Assert.Equal("Negatives", Refused(new() { Negatives = (Negatives)7 }));
        Assert.Equal("Positive", Refused(new() { Positive = float.NaN }));
        Assert.Equal("PenaltyExponent", Refused(new() { PenaltyExponent = 0.5f }));
        Assert.Equal("Penalty", Refused(new() { Penalty = Penalty.L1(0.1f) }));
        Assert.Equal("Penalty", Refused(new() { Penalty = Penalty.Frobenius(0.1f) }));
        Assert.Equal("Loss", Refused(new() { Loss = Losses.Loss.Logistic }));
        Assert.Equal("NonNegative", Refused(new() { NonNegative = true }));
        Ratings weighted = Ratings.FromRows(1, 1, [0], [0], [1f], weights: [2f]);
        Assert.Throws<ArgumentException>(() => new BprTrainer().Fit(weighted));
        Assert.Throws<ArgumentException>(() => new BprTrainer(new() { Positive = 99f }).Fit(Plays()));

        static string? Refused(BprOptions options) =>
            Assert.ThrowsAny<ArgumentException>(() => new BprTrainer(options)).ParamName;
    }

    /// <summary>Last.fm, a fifth of the plays held out at random: its defaults against the most popular artists.</summary>
    [RealDataFact]
    public void Its_defaults_rank_artists_at_least_half_as_well_again_as_popularity_does()
    {
        Ratings plays = RatingsReader.Read(
            Path.Combine(RealDataFactAttribute.Folder, "lastfm-hetrec2011", "user_artist.dat")
        );
        (Ratings train, Ratings test) = plays.Split(0.2);
        double popular = MostPopular.Of(train).EvaluateRanking(test, 10, train).Ndcg;
        FactorModel model = new BprTrainer().Fit(train).Model;
        Assert.InRange(model.EvaluateRanking(test, 10, train).Ndcg, 1.5 * popular, 1);
    }

    /// <summary>Two groups of users, each of which plays its half of the items, and a few of the others.</summary>
    private static Ratings Plays()
    {
        List<Rating> plays = [];
        for (int user = 0; user < 60; user++)
        for (int item = 0; item < 150; item++)
        {
            int draw = (user * 31 + item * 17 + user * item) % 20;
            if (user % 2 == item % 2 ? draw < 8 : draw < 1)
                plays.Add(new Rating(user, item, 1 + draw));
        }
        return Ratings.From(plays);
    }
}
