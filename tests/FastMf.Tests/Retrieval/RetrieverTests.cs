using FastMf.Data;
using FastMf.Models;
using FastMf.Retrieval;
using FastMf.Tests.Laws;
using FastMf.Tests.Reference;
using FsCheck;
using FsCheck.Fluent;

namespace FastMf.Tests.Retrieval;

/// <summary>The index gives what scoring every item gives: items, order and the bits of scores.</summary>
public class RetrieverTests
{
    private static readonly Arbitrary<RetrievalCase> s_cases = Arb.From(
        from seed in Gen.Choose(0, int.MaxValue - 1)
        from items in Gen.Choose(1, 900)
        from rank in Gen.Elements(1, 3, 16, 17, 40, 64)
        from count in Gen.Elements(1, 2, 10, 63, 1000)
        from shape in Gen.Elements(Enum.GetValues<ModelShape>()[..^1]) // those that overflow have a test of their own
        from filters in Gen.Choose(0, 63)
        select new RetrievalCase(seed, items, rank, count, shape, filters)
    );

    [Fact]
    public void ListsAreThoseOfScoringEveryItem()
    {
        long scored = 0;
        long items = 0;
        Law.Holds(
            s_cases,
            given =>
            {
                (FactorModel model, Filters filters) = given.Make();
                Retriever retriever = Retriever.Build(model, threads: 1);
                for (int user = -1; user < model.Users.Count; user++)
                {
                    Scored[] best = new Scored[given.Count];
                    int count = retriever.Recommend(user, best, filters.Request(), out RetrievalWork work);
                    Assert.Equal(Expected(model, user, given.Count, filters), best[..count]);
                    (scored, items) = (scored + work.Scored, items + work.Items);
                }
            },
            tests: 400
        );
        Assert.InRange(scored, 1, items * 3 / 4); // or the bound was never tried
    }

    [Fact]
    public void ListsForGivenFactorsAreThoseOfTheModel() =>
        Law.Holds(
            s_cases,
            given =>
            {
                (FactorModel model, Filters filters) = given.Make();
                Retriever retriever = Retriever.Build(model, threads: 1);
                Scored[] best = new Scored[given.Count];
                Scored[] expected = new Scored[given.Count];
                ReadOnlySpan<float> factors = model.UserFactors[0];
                int count = retriever.Recommend(factors, 0.3f, best, new() { Deny = filters.Deny });
                int all = model.Recommend(factors, 0.3f, expected, exclude: filters.Deny);
                Assert.Equal(expected[..all], best[..count]);
            },
            tests: 150
        );

    [Fact]
    public void FewAreScoredWhereFewCanBeBest()
    {
        foreach (ModelShape shape in (ModelShape[])[ModelShape.Long, ModelShape.LongPlain])
        {
            FactorModel model = ModelShapes.Make(shape, new Random(3), 50, 5_000, 64);
            Retriever retriever = Retriever.Build(model, threads: 2);
            Scored[] best = new Scored[10];
            long scored = 0;
            for (int user = 0; user < 50; user++)
            {
                retriever.Recommend(user, best, default, out RetrievalWork work);
                Assert.Equal(5_000, work.Items);
                Assert.InRange(work.Scored, 10, work.Screened + 640);
                scored += work.Scored;
            }
            Assert.InRange(scored, 500, 50 * 5_000 / 10);
        }
    }

    [Fact]
    public void CoordinatesThatCarryLittleAreNotRead()
    {
        // Lengths are all alike, so that only directions can tell; two of 64 directions matter.
        Random random = new(8);
        float[] values = [.. Enumerable.Range(0, 4_000).SelectMany(_ => Direction(random, 64, 2))];
        FactorMatrix items = FactorMatrix.FromValues(values, 4_000, 64);
        FactorModel model = new(FactorMatrix.FromValues(Direction(random, 64, 2), 1, 64), items);
        Retriever.Build(model, threads: 1).Recommend(0, new Scored[10], default, out RetrievalWork work);
        Assert.InRange(work.Screened, 500, 4_000);
        Assert.InRange(work.Scored, 10, 300);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void ThreadsChangeNoByteOfAnIndex(int threads)
    {
        FactorModel model = ModelShapes.Make(ModelShape.Long, new Random(3), 20, 9_000, 40);
        ScreeningParts one = Retriever.Build(model, 1).Copy.Parts;
        ScreeningParts many = Retriever.Build(model, threads).Copy.Parts;
        Assert.Equal(one.Rows.Span, many.Rows.Span);
        Assert.Equal(one.Head.Span, many.Head.Span);
        Assert.Equal(one.Rest.Span, many.Rest.Span);
        Assert.Equal(one.Scales.Span, many.Scales.Span);
        Assert.Equal(one.Panels.Span, many.Panels.Span);
    }

    [Fact]
    public void ARequestAllocatesNothing()
    {
        FactorModel model = ModelShapes.Make(ModelShape.Long, new Random(3), 40, 3_000, 40);
        Ratings seen = GridProblems.Ratings(new Random(6), model.Users, model.Items, 0.02);
        Retriever retriever = Retriever.Build(model);
        ItemSet among = new(3_000);
        for (int row = 0; row < 3_000; row += 2)
            among[row] = true;
        Scored[] best = new Scored[50];
        int[] deny = [2, 8, 40];
        ItemBoost[] boosts = [new(6, 2f), new(10, 1f, 3f)];
        Func<int, bool> where = row => row % 3 != 0;
        long Round()
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int user = -1; user < 40; user++)
            {
                retriever.Recommend(
                    user,
                    best,
                    new()
                    {
                        Exclude = seen,
                        Deny = deny,
                        Among = among,
                        Where = where,
                    }
                );
                retriever.Recommend(user, best, new() { Boosts = boosts, Allow = deny });
                retriever.Recommend(user, best, new() { Boosts = boosts });
                model.Diversify(best, 10, 0.5f);
            }
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
        Round();
        Assert.Equal(0, Enumerable.Range(0, 3).Min(_ => Round()));
    }

    [Fact]
    public void ThreadsAtOnceGetTheSameLists()
    {
        FactorModel model = ModelShapes.Make(ModelShape.Long, new Random(3), 40, 3_000, 40);
        Retriever retriever = Retriever.Build(model);
        Scored[][] Lists() =>
            [
                .. Enumerable
                    .Range(0, 40)
                    .Select(user =>
                    {
                        Scored[] best = new Scored[10];
                        return best[..retriever.Recommend(user, best)];
                    }),
            ];
        Scored[][] expected = Lists();
        Scored[]?[][] actual = new Scored[]?[4][];
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(t => new Thread(() => actual[t] = Lists()))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        Assert.All(actual, lists => Assert.Equal(expected, lists));
    }

    [Fact]
    public void WhatCannotBeDoneIsRefused()
    {
        FactorModel model = GridProblems.Model(new Random(1), 4, 5, 2);
        Retriever retriever = Retriever.Build(model);
        Scored[] best = new Scored[3];
        Ratings others = GridProblems.Ratings(new Random(1), IdMap.Range(4), IdMap.Range(6), 1);
        Refused<ArgumentNullException>("model", () => Retriever.Build(null!));
        Refused<ArgumentOutOfRangeException>("user", () => retriever.Recommend(4, best));
        Refused<ArgumentException>("exclude", () => retriever.Recommend(0, best, new() { Exclude = others }));
        Refused<ArgumentOutOfRangeException>("Deny", () => retriever.Recommend(0, best, new() { Deny = [5] }));
        Refused<ArgumentException>("Deny", () => retriever.Recommend(0, best, new() { Deny = [2, 2] }));
        Refused<ArgumentException>("Allow", () => retriever.Recommend(0, best, new() { Allow = [2, 1] }));
        Refused<ArgumentException>("Among", () => retriever.Recommend(0, best, new() { Among = new(6) }));
        Refused<ArgumentException>(
            "Boosts",
            () => retriever.Recommend(0, best, new() { Boosts = [new(1, float.NaN)] })
        );
        Refused<ArgumentException>("userFactors", () => retriever.Recommend([1f], 0f, best));
        Assert.Throws<OperationCanceledException>(() =>
            retriever.Recommend(0, best, default, new CancellationToken(true))
        );
        Assert.Throws<OperationCanceledException>(() => Retriever.Build(model, 1, new CancellationToken(true)));
        model.ItemFactors.Row(1)[0] = float.NaN;
        Assert.Throws<ArgumentException>(() => Retriever.Build(model));
        FactorModel huge = ModelShapes.Make(ModelShape.Huge, new Random(1), 3, 100, 3);
        Assert.Throws<ArgumentException>(() => Retriever.Build(huge));

        static void Refused<T>(string name, Action call)
            where T : ArgumentException => Assert.Equal(name, Assert.Throws<T>(call).ParamName);
    }

    [Fact]
    public void UsersThatAreNotFiniteGetWhatScoringGives()
    {
        FactorModel model = GridProblems.Model(new Random(9), 6, 300, 5);
        Retriever retriever = Retriever.Build(model);
        model.UserFactors.Row(2)[0] = float.NaN;
        model.UserFactors.Row(3)[0] = float.NegativeInfinity;
        model.UserFactors.Row(4)[0] = 1e38f;
        Scored[] best = new Scored[20];
        for (int user = 0; user < 6; user++)
            Assert.Equal(Expected(model, user, 20, new()), best[..retriever.Recommend(user, best)]);
    }

    private static float[] Direction(Random random, int rank, int that)
    {
        double angle = random.NextDouble() * 2 * Math.PI;
        float[] x = [.. Enumerable.Range(0, rank).Select(_ => (float)(random.NextDouble() - 0.5) * 0.002f)];
        x[that] += (float)Math.Cos(angle);
        x[that + 9] += (float)Math.Sin(angle);
        return x;
    }

    /// <summary>All scores by the model's own list, then filters and boosts one by one.</summary>
    private static Scored[] Expected(FactorModel model, int user, int count, Filters filters)
    {
        Scored[] all = new Scored[model.Items.Count];
        IEnumerable<Scored> list = all[..model.Recommend(user, all, filters.Exclude)];
        if (filters.Boosts is not null)
            list = list.Select(scored => filters.Boosted(scored))
                .Where(scored => !float.IsNaN(scored.Score))
                .OrderByDescending(scored => scored.Score)
                .ThenBy(scored => scored.Row);
        return [.. list.Where(filters.Admits).Take(count)];
    }
}
