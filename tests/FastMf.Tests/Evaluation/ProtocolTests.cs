using FastMf.Data;
using FastMf.Evaluation;
using FastMf.Kernels;
using FastMf.Models;
using FastMf.Tests.Contracts;
using FastMf.Tests.Reference;
using FastMf.Trainers;

namespace FastMf.Tests.Evaluation;

/// <summary>Rankings of anything that scores items, among sampled items, and of users who are folded in.</summary>
public class ProtocolTests
{
    private static readonly Random _random = new(11);
    private static readonly FactorModel _model = GridProblems.Model(_random, 150, 60, 4);
    private static readonly Ratings _test = GridProblems.Ratings(_random, IdMap.Range(160), IdMap.Range(65), 0.1);
    private static readonly Ratings _exclude = GridProblems.Ratings(_random, _model.Users, _model.Items, 0.2);

    [Theory]
    [InlineData(1, true)]
    [InlineData(10, true)]
    [InlineData(100, false)]
    public void Any_scorer_is_judged_as_a_model_with_the_same_scores(int k, bool auc)
    {
        RankingOptions options = new()
        {
            K = k,
            Exclude = _exclude,
            Positive = 2f,
            Auc = auc,
        };
        Assert.Equal(_model.EvaluateRanking(_test, options), new Veiled(_model).EvaluateRanking(_test, options));
        options = options with { Exclude = null, Threads = 3 };
        Assert.Equal(_model.EvaluateRanking(_test, options), new Veiled(_model).EvaluateRanking(_test, options));
    }

    /// <summary>Several panels of items; scores that tie, overflow, vanish or are no numbers; nearly all pairs count.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pairs_in_order_are_counted_right_whatever_the_numbers(bool spoilt) =>
        Assert.All(Enum.GetValues<ModelShape>(), shape => AssertCountedRight(shape, spoilt));

    private static void AssertCountedRight(ModelShape shape, bool spoilt)
    {
        Random random = new(12);
        FactorModel model = ModelShapes.Make(shape, random, 90, 200, 20);
        if (spoilt)
        {
            model.ItemFactors.Row(50)[1] = float.NaN;
            model.ItemFactors.Row(60)[1] = float.PositiveInfinity;
            model.ItemFactors.Row(150)[0] = float.NegativeInfinity;
            model.UserFactors.Row(2)[0] = float.NaN;
            model.UserFactors.Row(3)[0] = float.NegativeInfinity;
            if (model.ItemBiasArray is { } bias)
                (bias[20], bias[21], bias[22]) = (float.NaN, float.PositiveInfinity, float.NegativeInfinity);
        }
        Ratings test = GridProblems.Ratings(random, IdMap.Range(95), IdMap.Range(203), 0.05);
        RankingOptions options = new() { Exclude = GridProblems.Ratings(random, model.Users, model.Items, 0.2) };
        Assert.Equal(
            new Veiled(model).EvaluateRanking(test, options),
            model.EvaluateRanking(test, options) // its lists too
        );
    }

    [Fact]
    public void Among_as_many_items_as_there_are_figures_are_those_of_all()
    {
        RankingOptions all = new() { Exclude = _exclude };
        RankingMetrics sampled = _model.EvaluateRanking(_test, all with { SampledNegatives = 60 });
        Assert.Equal(60, sampled.SampledNegatives);
        Assert.Null(_model.EvaluateRanking(_test, all).SampledNegatives);
        Assert.Equal(_model.EvaluateRanking(_test, all), sampled with { SampledNegatives = null });
    }

    [Fact]
    public void Fewer_others_leave_nobody_in_a_worse_place_and_the_area_the_same_on_average()
    {
        RankingOptions options = new() { K = 5, Exclude = _exclude };
        RankingMetrics full = _model.EvaluateRanking(_test, options);
        List<double> areas = [];
        for (ulong seed = 1; seed <= 40; seed++)
        {
            RankingMetrics sampled = _model.EvaluateRanking(_test, options with { SampledNegatives = 12, Seed = seed });
            Assert.True(sampled.Ndcg > full.Ndcg && sampled.HitRate >= full.HitRate && sampled.Mrr > full.Mrr);
            areas.Add(sampled.Auc);
        }
        Assert.True(areas.Distinct().Count() > 30);
        Assert.Equal(full.Auc, areas.Average(), 0.01); // the mean of 40; one alone is off by that much
    }

    [Fact]
    public void Draws_depend_on_the_seed_alone()
    {
        RankingOptions options = new() { SampledNegatives = 7, Seed = 5 };
        RankingMetrics one = _model.EvaluateRanking(_test, options with { Threads = 1 });
        Assert.Equal(one, _model.EvaluateRanking(_test, options with { Threads = 4 }));
        Assert.Equal(one, new Veiled(_model).EvaluateRanking(_test, options));
        Assert.NotEqual(one, _model.EvaluateRanking(_test, options with { Seed = 6 }));
    }

    /// <summary>Several hundred items, among them ties, both zeros, infinities and NaN; all others and a few; rows of users in one call.</summary>
    [Theory]
    [InlineData(null, true)]
    [InlineData(null, false)]
    [InlineData(50, true)]
    public void A_scorer_of_many_users_is_judged_as_one_of_each(int? negatives, bool ties)
    {
        Random random = new(ties ? 1 : 2);
        FactorModel model = GridProblems.Model(random, 150, 300, ties ? 1 : 6);
        Ratings test = GridProblems.Ratings(random, model.Users, model.Items, 0.05);
        Ratings exclude = GridProblems.Ratings(random, model.Users, model.Items, 0.1);
        if (ties)
        {
            model.UserFactors.Row(3)[0] = float.PositiveInfinity;
            model.UserFactors.Row(4)[0] = 0f;
            model.UserFactors.Row(5)[0] = float.NaN;
        }
        RankingOptions options = new() { Exclude = exclude, SampledNegatives = negatives };
        Batches batches = new(model);
        RankingMetrics metrics = batches.EvaluateRanking(test, options);
        Assert.Equal(new Veiled(model).EvaluateRanking(test, options), metrics);
        Assert.InRange(batches.Calls, 1, 10); // 150 users
        Assert.Equal(model.EvaluateRanking(test, options), metrics);
    }

    [Fact]
    public void Room_for_several_users_is_checked()
    {
        IItemScorer scorer = new Veiled(_model);
        Assert.Equal(
            "scores",
            Assert.Throws<ArgumentException>(() => scorer.ScoreItems([1, 2], new float[119])).ParamName
        );
    }

    [Fact]
    public void Candidates_are_the_relevant_items_and_so_many_others_each_once()
    {
        RankingProblem problem = new(_model, _test, _exclude, float.NegativeInfinity);
        ScoredLists lists = new(_model, problem, k: 100, negatives: 9, seed: 3);
        for (int user = 0; user < 150; user++)
        {
            int[] excluded = _exclude.ByUser.ColumnsOf(user).ToArray();
            int[] relevant = [.. Enumerable.Range(0, 60).Where(item => item % 25 == user % 25).Except(excluded), -1];
            UserBlock block = new()
            {
                TestUsers = [user],
                Users = [user],
                ExcludeRows = [user],
                Starts = [0, relevant.Length],
                AllRelevant = relevant,
            };
            lists.Rank(block);
            int[] rows = [.. lists.ListOf(block, 0).ToArray().Select(TopK.Row)];
            Assert.Equal(rows.Length, rows.Distinct().Count());
            Assert.Equal(relevant.Length - 1 + 9, rows.Length);
            Assert.Empty(rows.Intersect(excluded));
            Assert.Empty(relevant.Where(item => item >= 0).Except(rows));
            float[] scores = [.. rows.Select(item => _model.Predict(user, item))];
            Assert.Equal(scores.OrderDescending(), scores);
        }
    }

    [Fact]
    public void Users_who_are_folded_in_are_ranked_by_their_history()
    {
        Ratings ratings = Boards.Planted(users: 200, items: 80, count: 6000);
        (Ratings train, Ratings history, Ratings test) = ratings.SplitUsers(0.3, history: 0.7, seed: 3);
        FactorModel model = new AlsTrainer(new() { Rank = 8, Epochs = 5 }).Fit(train.Compact()).Model;
        FactorModel folded = model.FoldInUsers(history);
        RankingOptions options = new() { Exclude = history, Positive = 4f };
        RankingMetrics known = folded.EvaluateRanking(test, options);
        RankingMetrics unknown = model.EvaluateRanking(test, options);
        Assert.Equal((0, unknown.Users), (known.UnknownUsers, unknown.UnknownUsers));
        Assert.True(known.Ndcg > 1.15 * unknown.Ndcg, $"{known.Ndcg} {unknown.Ndcg}");
        Assert.True(folded.Evaluate(test).Rmse < 0.6 * model.Evaluate(test).Rmse);
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            _model.EvaluateRanking(_test, new RankingOptions { SampledNegatives = 0 })
        );
        Assert.Throws<ArgumentOutOfRangeException>(() => _model.EvaluateRanking(_test, new RankingOptions { K = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => _model.ScoreItems(150, new float[60]));
        Assert.Equal("scores", Assert.Throws<ArgumentException>(() => _model.ScoreItems(1, new float[59])).ParamName);
    }

    /// <summary>A model of which nothing is known but its scores.</summary>
    private sealed class Veiled(FactorModel model) : IItemScorer
    {
        public IdMap Users => model.Users;

        public IdMap Items => model.Items;

        public void ScoreItems(int user, Span<float> scores) => model.ScoreItems(user, scores);
    }

    /// <summary>One that scores several users in a way of its own.</summary>
    private sealed class Batches(FactorModel model) : IItemScorer
    {
        private int _calls;

        public int Calls => _calls;

        public IdMap Users => model.Users;

        public IdMap Items => model.Items;

        public void ScoreItems(int user, Span<float> scores) =>
            throw new InvalidOperationException("Users come together.");

        public void ScoreItems(ReadOnlySpan<int> users, Span<float> scores)
        {
            Interlocked.Increment(ref _calls);
            for (int i = users.Length - 1; i >= 0; i--)
                model.ScoreItems(users[i], scores.Slice(i * Items.Count, Items.Count));
        }
    }
}
