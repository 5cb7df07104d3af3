using FastMf.Data;
using FastMf.Evaluation;
using FastMf.Models;
using FastMf.Tests.Laws;
using FastMf.Tests.Reference;
using FastMf.Threads;
using FsCheck;
using FsCheck.Fluent;

namespace FastMf.Tests.Evaluation;

public class RankingEvaluationTests
{
    private static readonly Arbitrary<Case> s_cases = Arb.From(
        from seed in Gen.Choose(0, int.MaxValue - 1)
        from users in Gen.Choose(1, 12)
        from items in Gen.Choose(1, 15)
        from testShare in Gen.Choose(1, 10)
        from excludeShare in Gen.Choose(-1, 10)
        from k in Gen.Choose(1, 20)
        from positive in Gen.Elements(float.NegativeInfinity, 2f, 4f)
        from ids in Gen.Elements(Ids.Shared, Ids.Shifted, Ids.Texts)
        select new Case(seed, users, items, testShare / 10.0, excludeShare / 10.0, k, positive, ids)
    );

    /// <summary>How the ids of the ratings relate to those of the model.</summary>
    private enum Ids
    {
        Shared,
        Shifted,
        Texts,
    }

    [Fact]
    public void MetricsEqualThoseOfThePlainTwin() =>
        Law.Holds(
            s_cases,
            given =>
            {
                (FactorModel model, Ratings test, Ratings? exclude) = given.Make();
                RankingMetrics expected = PlainRanking.Of(model, test, given.K, exclude, given.Positive);
                if (expected.Users == 0)
                {
                    Assert.Throws<ArgumentException>(() =>
                        model.EvaluateRanking(test, given.K, exclude, given.Positive, 1)
                    );
                    return;
                }
                RankingMetrics actual = model.EvaluateRanking(test, given.K, exclude, given.Positive, 1);
                Assert.Equal(
                    (expected.K, expected.Users, expected.SkippedUsers, expected.UnknownUsers),
                    (actual.K, actual.Users, actual.SkippedUsers, actual.UnknownUsers)
                );
                double[] expectedNumbers = Numbers(expected);
                double[] actualNumbers = Numbers(actual);
                for (int i = 0; i < expectedNumbers.Length; i++)
                    Assert.Equal(expectedNumbers[i], actualNumbers[i], 1e-12);
            },
            tests: 400
        );

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    public void ThreadsChangeNoBit(int threads)
    {
        Random random = new(3);
        FactorModel model = GridProblems.Model(random, 500, 90, 5);
        Ratings test = GridProblems.Ratings(random, model.Users, model.Items, 0.1);
        Ratings exclude = GridProblems.Ratings(random, model.Users, model.Items, 0.3);
        Assert.Equal(
            model.EvaluateRanking(test, 10, exclude, 3f, threads: 1),
            model.EvaluateRanking(test, 10, exclude, 3f, threads)
        );
    }

    [Fact]
    public void WithoutTheAreaUnderTheCurveTheRestIsTheSame()
    {
        Random random = new(8);
        FactorModel model = GridProblems.Model(random, 200, 90, 5);
        Ratings test = GridProblems.Ratings(random, model.Users, model.Items, 0.1);
        RankingMetrics all = model.EvaluateRanking(test, 10, test.Split(0.5).Train, threads: 1);
        RankingMetrics rest = model.EvaluateRanking(test, 10, test.Split(0.5).Train, threads: 1, auc: false);
        Assert.InRange(all.Auc, 0.3, 0.7);
        Assert.Equal(all with { Auc = double.NaN }, rest);
    }

    /// <summary>Lists so long that a block of users is ranked in parts.</summary>
    [Fact]
    public void LongListsHoldAllThatIsRelevant()
    {
        Random random = new(9);
        FactorModel model = GridProblems.Model(random, 70, 20_000, 1);
        Ratings test = GridProblems.Ratings(random, model.Users, model.Items, 0.0005);
        RankingMetrics metrics = model.EvaluateRanking(test, 20_000, threads: 2);
        Assert.Equal((1, 1, 1), (metrics.Recall, metrics.HitRate, metrics.Coverage));
        Assert.Equal(model.EvaluateRanking(test, 10).Auc, metrics.Auc);
    }

    [Fact]
    public void TheListIsTheOneThatRecommendGives()
    {
        Random random = new(4);
        FactorModel model = GridProblems.Model(random, 30, 400, 3);
        Ratings exclude = GridProblems.Ratings(random, model.Users, model.Items, 0.3);
        Scored[] best = new Scored[10];
        for (int user = 0; user < 30; user++)
        {
            model.Recommend(user, best, exclude);
            Ratings list = new(
                model.Users,
                model.Items,
                [.. best.Select(_ => user)],
                [.. best.Select(scored => scored.Row)],
                new float[best.Length]
            );
            RankingMetrics metrics = model.EvaluateRanking(list, 10, exclude, threads: 1);
            Assert.Equal((1, 1, 1, 1), (metrics.Precision, metrics.Recall, metrics.Ndcg, metrics.Auc));
        }
    }

    [Fact]
    public void RankingAgainAllocatesNothingAndGivesTheSame()
    {
        Random random = new(5);
        FactorModel model = GridProblems.Model(random, 100, 60, 4);
        Ratings test = GridProblems.Ratings(random, IdMap.Range(110), IdMap.Range(70), 0.2);
        Ratings exclude = GridProblems.Ratings(random, model.Users, model.Items, 0.2);
        using WorkerTeam team = new(1);
        RankingEvaluator evaluator = new(model, new RankingProblem(model, test, exclude, 2f), 10, team);
        RankingMetrics first = evaluator.Evaluate().Means(10, evaluator.Coverage());
        RankingSums again = default;
        Assert.Equal(0, Allocation.Of(() => again = evaluator.Evaluate()));
        Assert.Equal(first, again.Means(10, evaluator.Coverage()));
        model.ItemFactors.Row(7)[0] += 9f;
        Assert.NotEqual(first, evaluator.Evaluate().Means(10, evaluator.Coverage()));
    }

    [Fact]
    public void WhatCannotBeDoneIsRefused()
    {
        FactorModel model = GridProblems.Model(new Random(1), 5, 5, 2);
        Ratings test = GridProblems.Ratings(new Random(1), model.Users, model.Items, 1);
        Assert.Equal("k", Assert.Throws<ArgumentOutOfRangeException>(() => model.EvaluateRanking(test, 0)).ParamName);
        Assert.Equal("test", Assert.Throws<ArgumentNullException>(() => model.EvaluateRanking(null!)).ParamName);
        AssertRefused("positive", () => model.EvaluateRanking(test, positive: float.NaN));
        AssertRefused("test", () => model.EvaluateRanking(test, positive: 6f));
        AssertRefused("test", () => model.EvaluateRanking(test, exclude: test));
        Assert.Throws<OperationCanceledException>(() =>
            model.EvaluateRanking(test, cancellationToken: new CancellationToken(true))
        );

        static void AssertRefused(string name, Func<object> call) =>
            Assert.Equal(name, Assert.Throws<ArgumentException>(call).ParamName);
    }

    private static double[] Numbers(RankingMetrics m) =>
        [m.Precision, m.Recall, m.Ndcg, m.Map, m.Mrr, m.Auc, m.HitRate, m.Coverage, m.Popularity, m.Novelty];

    private sealed record Case(
        int Seed,
        int Users,
        int Items,
        double TestShare,
        double ExcludeShare,
        int K,
        float Positive,
        Ids Ids
    )
    {
        public (FactorModel Model, Ratings Test, Ratings? Exclude) Make()
        {
            Random random = new(Seed);
            FactorModel model = GridProblems.Model(random, Users, Items, 2, random.Next(2) == 0);
            Ratings test = GridProblems.Ratings(random, MapOf(Users, 1), MapOf(Items, 2), TestShare);
            Ratings? exclude =
                ExcludeShare < 0 ? null : GridProblems.Ratings(random, MapOf(Users, 2), MapOf(Items, 1), ExcludeShare);
            return (model, Doubled(test, random), exclude);
        }

        /// <summary>0 … n-1; or some of them, and some beyond; or those and a text.</summary>
        private IdMap MapOf(int count, int shift) =>
            Ids switch
            {
                Ids.Shared => IdMap.Range(count),
                Ids.Shifted => IdMap.From(Enumerable.Range(shift, count).Select(id => new Id(id))),
                _ => IdMap.From(Enumerable.Range(0, count).Select(id => new Id(id)).Append(new Id("other"))),
            };

        /// <summary>With some pairs a second time, and other values.</summary>
        private static Ratings Doubled(Ratings ratings, Random random)
        {
            int[] again = [.. Enumerable.Range(0, ratings.Count).Where(_ => random.Next(8) == 0)];
            int[] users = ratings.UserRows.ToArray();
            int[] items = ratings.ItemRows.ToArray();
            return new Ratings(
                ratings.Users,
                ratings.Items,
                [.. users, .. again.Select(k => users[k])],
                [.. items, .. again.Select(k => items[k])],
                [.. ratings.Values, .. again.Select(_ => random.Next(1, 11) / 2f)]
            );
        }
    }
}
