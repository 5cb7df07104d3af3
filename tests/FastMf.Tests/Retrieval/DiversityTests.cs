using FastMf.Models;
using FastMf.Retrieval;
using FastMf.Tests.Laws;
using FastMf.Tests.Reference;
using FsCheck;
using FsCheck.Fluent;

namespace FastMf.Tests.Retrieval;

public class DiversityTests
{
    private static readonly Arbitrary<(int Seed, int Candidates, int Count, float Relevance)> s_cases = Arb.From(
        from seed in Gen.Choose(0, int.MaxValue - 1)
        from candidates in Gen.Elements(1, 2, 20, 300)
        from count in Gen.Elements(1, 3, 20, 400)
        from relevance in Gen.Elements(0f, 0.3f, 0.7f, 1f)
        select (seed, candidates, count, relevance)
    );

    [Fact]
    public void TheChoiceIsThatOfTheFormula() =>
        Law.Holds(
            s_cases,
            given =>
            {
                (int seed, int candidates, int count, float relevance) = given;
                FactorModel model = ModelShapes.Make(ModelShape.Long, new Random(seed), 2, 400, 5);
                Scored[] list = new Scored[candidates];
                model.Recommend(0, list);
                Scored[] expected = Plain(model, [.. list], Math.Min(count, candidates), relevance);
                new Random(seed).Shuffle(list);
                int chosen = model.Diversify(list, count, relevance);
                Assert.Equal(expected, list[..chosen]);
            },
            tests: 60
        );

    [Fact]
    public void RelevanceAloneKeepsTheOrderAndDifferenceChangesIt()
    {
        FactorModel model = ModelShapes.Make(ModelShape.Long, new Random(4), 2, 400, 16);
        Scored[] list = new Scored[60];
        model.Recommend(0, list);
        Scored[] byScore = [.. list];
        Scored[] mixed = [.. list];
        model.Diversify(byScore, 10, 1f);
        model.Diversify(mixed, 10, 0.3f);
        Assert.Equal(list[..10], byScore[..10]);
        Assert.NotEqual(list[..10], mixed[..10]);
        Assert.Equal(list.ToHashSet(), mixed.ToHashSet()); // nothing is lost
        Assert.True(Nearest(mixed[..10]) < Nearest(list[..10]));

        double Nearest(Scored[] items) =>
            items.Average(x => items.Where(y => y.Row != x.Row).Max(y => Cosines(model, x.Row)[y.Row]));
    }

    [Fact]
    public void WhatCannotBeDoneIsRefused()
    {
        FactorModel model = ModelShapes.Make(ModelShape.Long, new Random(4), 2, 4, 3);
        Refused<ArgumentOutOfRangeException>("count", () => model.Diversify([new(1, 1f)], 0, 1f));
        Refused<ArgumentOutOfRangeException>("relevance", () => model.Diversify([new(1, 1f)], 1, 1.1f));
        Refused<ArgumentOutOfRangeException>("relevance", () => model.Diversify([new(1, 1f)], 1, float.NaN));
        Refused<ArgumentOutOfRangeException>("candidates", () => model.Diversify([new(4, 1f)], 1, 1f));
        Refused<ArgumentException>("candidates", () => model.Diversify([new(1, float.NaN)], 1, 1f));
        Assert.Equal(0, model.Diversify([], 3, 1f));

        static void Refused<T>(string name, Action call)
            where T : ArgumentException => Assert.Equal(name, Assert.Throws<T>(call).ParamName);
    }

    private static Scored[] Plain(FactorModel model, List<Scored> left, int count, float relevance)
    {
        List<Scored> chosen = [];
        Dictionary<(int, int), double> cosines = (
            from x in left
            let all = Cosines(model, x.Row)
            from y in left
            where y.Row != x.Row
            select (Pair: (x.Row, y.Row), Cosine: all[y.Row])
        ).ToDictionary(entry => entry.Pair, entry => entry.Cosine);
        Dictionary<int, double> nearest = left.ToDictionary(x => x.Row, _ => double.NegativeInfinity);
        (float least, float most) = (left.Min(x => x.Score), left.Max(x => x.Score));
        double range = most > least ? (double)most - least : 1;
        while (chosen.Count < count)
        {
            Scored next = left.OrderByDescending(x =>
                    relevance * ((x.Score - (double)least) / range)
                    - (1.0 - relevance) * (chosen.Count == 0 ? 0 : nearest[x.Row])
                )
                .ThenBy(x => x.Row)
                .First();
            chosen.Add(next);
            left.Remove(next);
            foreach (Scored x in left)
                nearest[x.Row] = Math.Max(nearest[x.Row], cosines[(next.Row, x.Row)]);
        }
        return [.. chosen];
    }

    /// <summary>With all items, as the model gives it to those who ask for similar ones.</summary>
    private static double[] Cosines(FactorModel model, int item)
    {
        Scored[] all = new Scored[model.Items.Count];
        double[] cosines = new double[all.Length];
        foreach (Scored other in all[..model.SimilarItems(item, all)])
            cosines[other.Row] = other.Score;
        return cosines;
    }
}
