using FastMf.Data;
using FastMf.Models;
using FastMf.Simd;
using FastMf.Tests.Laws;
using FastMf.Tests.Reference;
using FastMf.Threads;
using FsCheck;
using FsCheck.Fluent;

namespace FastMf.Tests.Models;

/// <summary>Lists for all users at once are those of one user after the other, to the bit.</summary>
public class RecommendAllTests
{
    private static readonly Arbitrary<Case> s_cases = Arb.From(
        from seed in Gen.Choose(0, int.MaxValue - 1)
        from users in Gen.Choose(1, 40)
        from items in Gen.Choose(1, 300)
        from rank in Gen.Elements(1, 3, 16, 17, 40)
        from count in Gen.Elements(1, 2, 10, 63, 400)
        from share in Gen.Choose(-1, 10)
        from shape in Gen.Elements(Enum.GetValues<ModelShape>())
        from lists in Gen.Choose(0, 3)
        select new Case(seed, users, items, rank, count, share / 10.0, shape, lists)
    );

    public static TheoryData<int> Widths => new(SimdWidths.All);

    [Fact]
    public void ListsAreThoseOfOneUserAfterTheOther() =>
        Law.Holds(
            s_cases,
            given =>
            {
                (FactorModel model, RecommendOptions options) = given.Make();
                List<Scored[]> expected = BruteForce(model, options);
                Assert.Equal(expected, Lists(model, options));
                Assert.Equal(expected, Lists(model, options with { Prune = false }));
            },
            tests: 300
        );

    [Theory]
    [MemberData(nameof(Widths))]
    public void EveryWidthGivesTheSameBits(int width)
    {
        (FactorModel model, RecommendOptions options) = new Case(1, 150, 500, 40, 10, 0.1, ModelShape.Long, 0).Make();
        Assert.Equal(BruteForce(model, options), Lists(model, options with { Width = width }));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void ThreadsChangeNothing(int threads)
    {
        (FactorModel model, RecommendOptions options) = new Case(2, 1_500, 90, 8, 5, 0.2, ModelShape.Grid, 0).Make();
        Assert.Equal(BruteForce(model, options), Lists(model, options with { Threads = threads }));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TheSearchEndsEarlyWhereTheBoundAllowsIt(bool biases)
    {
        FactorModel model = new Case(3, 128, 3_000, 16, 10, -1, biases ? ModelShape.Long : ModelShape.LongPlain, 0)
            .Make()
            .Model;
        using WorkerTeam team = new(1);
        ItemPanels panels = new(model);
        panels.Prepare(team);
        BlockRanking pruned = new(model, panels, 10, SimdWidth.Current);
        BlockRanking full = new(model, panels, 10, SimdWidth.Current, prune: false);
        int[] users = [.. Enumerable.Range(0, 128)];
        pruned.Rank(users, null, users);
        full.Rank(users, null, users);
        Assert.Equal(128 * panels.Count, full.Scored);
        Assert.InRange(pruned.Scored, 128, full.Scored / 2);
        for (int i = 0; i < users.Length; i++)
            Assert.Equal(full.KeysOf(i).ToArray(), pruned.KeysOf(i).ToArray());
    }

    [Fact]
    public void ABlockAllocatesNothing()
    {
        (FactorModel model, RecommendOptions options) = new Case(4, 128, 300, 24, 10, 0.3, ModelShape.Grid, 0).Make();
        using WorkerTeam team = new(1);
        ItemPanels panels = new(model);
        panels.Prepare(team);
        BlockRanking ranking = new(model, panels, 10, SimdWidth.Current);
        int[] users = [.. Enumerable.Range(-1, 100)];
        SparseMatrix exclude = options.Exclude!.ByUser;
        long bytes = Allocation.Of(() =>
        {
            panels.Prepare(team);
            ranking.Rank(users, exclude, users);
        });
        Assert.Equal(0, bytes);
    }

    [Fact]
    public void AllocationDoesNotGrowWithTheUsers()
    {
        static long Bytes(int users)
        {
            FactorModel model = GridProblems.Model(new Random(1), users, 50, 4);
            RecommendOptions options = new() { Threads = 1 };
            return Allocation.Of(() => model.RecommendAll((_, _) => { }, options));
        }
        Assert.InRange(Bytes(20_000), 1, Bytes(2_000) + 1_000);
    }

    [Fact]
    public void NeitherNaNNorInfinityBreaksAList()
    {
        FactorModel model = GridProblems.Model(new Random(9), 6, 200, 5);
        model.ItemFactors.Row(50)[1] = float.NaN;
        model.ItemFactors.Row(60)[1] = float.PositiveInfinity;
        model.UserFactors.Row(2)[0] = float.NaN;
        model.UserFactors.Row(3)[0] = float.NegativeInfinity;
        RecommendOptions options = new() { Count = 150 };
        List<Scored[]> lists = Lists(model, options);
        Assert.Equal(BruteForce(model, options), lists);
        Assert.Single(lists[2]);
        Assert.All(lists.SelectMany(list => list[1..]), scored => Assert.False(float.IsNaN(scored.Score)));
        Assert.All(lists.SelectMany(list => list[1..]), scored => Assert.NotEqual(50, scored.Row));
    }

    [Fact]
    public void WhatCannotBeDoneIsRefused()
    {
        FactorModel model = GridProblems.Model(new Random(1), 4, 5, 2);
        Ratings others = GridProblems.Ratings(new Random(1), IdMap.Range(4), IdMap.Range(6), 1);
        RecommendationHandler none = (_, _) => { };
        Refused<ArgumentNullException>("receive", () => model.RecommendAll(null!));
        Refused<ArgumentException>("exclude", () => model.RecommendAll(none, new() { Exclude = others }));
        Refused<ArgumentOutOfRangeException>("Allow", () => model.RecommendAll(none, new() { Allow = [5] }));
        Refused<ArgumentOutOfRangeException>("Deny", () => model.RecommendAll(none, new() { Deny = [-1] }));
        Refused<ArgumentOutOfRangeException>("Users", () => model.RecommendAll(none, new() { Users = [4] }));
        Refused<ArgumentOutOfRangeException>("Count", () => model.RecommendAll(none, new() { Count = 0 }));
        Refused<ArgumentOutOfRangeException>("threads", () => model.RecommendAll(none, new() { Threads = -1 }));
        Assert.Throws<OperationCanceledException>(() => model.RecommendAll(none, null, new CancellationToken(true)));

        static void Refused<T>(string name, Action call)
            where T : ArgumentException => Assert.Equal(name, Assert.Throws<T>(call).ParamName);
    }

    /// <summary>For each user the user and the number of items, then the items.</summary>
    private static List<Scored[]> Lists(FactorModel model, RecommendOptions options)
    {
        List<Scored[]> lists = [];
        model.RecommendAll((user, best) => lists.Add([new(user, best.Length), .. best]), options);
        return lists;
    }

    private static List<Scored[]> BruteForce(FactorModel model, RecommendOptions options)
    {
        Scored[] all = new Scored[model.ItemFactors.Rows];
        return
        [
            .. (options.Users ?? [.. Enumerable.Range(0, model.UserFactors.Rows)]).Select(user =>
            {
                IEnumerable<Scored> list = all[..model.Recommend(user, all, options.Exclude)]
                    .Where(scored => options.Allow?.Contains(scored.Row) != false)
                    .Where(scored => options.Deny?.Contains(scored.Row) != true);
                Scored[] best = [.. list.Take(options.Count)];
                return (Scored[])[new(user, best.Length), .. best];
            }),
        ];
    }

    private sealed record Case(
        int Seed,
        int Users,
        int Items,
        int Rank,
        int Count,
        double Excluded,
        ModelShape Shape,
        int Lists
    )
    {
        public (FactorModel Model, RecommendOptions Options) Make()
        {
            Random random = new(Seed);
            FactorModel model = ModelShapes.Make(Shape, random, Users, Items, Rank);
            RecommendOptions options = new()
            {
                Count = Count,
                Exclude = Excluded < 0 ? null : GridProblems.Ratings(random, model.Users, model.Items, Excluded),
                Allow = Lists is 1 or 3 ? Some(random, Items) : null,
                Deny = Lists is 2 or 3 ? Some(random, Items) : null,
                Users = Lists == 0 ? null : [.. Enumerable.Range(0, 2 * Users).Select(_ => random.Next(-1, Users))],
                Threads = random.Next(1, 3),
            };
            return (model, options);
        }

        private static int[] Some(Random random, int items) =>
            [.. Enumerable.Range(0, items).Where(_ => random.Next(2) == 0)];
    }
}
