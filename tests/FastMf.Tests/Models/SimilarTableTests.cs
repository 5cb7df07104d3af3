using FastMf.Models;
using FastMf.Tests.Laws;
using FastMf.Tests.Reference;
using FsCheck;
using FsCheck.Fluent;

namespace FastMf.Tests.Models;

/// <summary>The table of similar items holds what each would be asked for, to the bit.</summary>
public class SimilarTableTests
{
    private static readonly Arbitrary<(int Seed, int Items, int Rank, int Count, ModelShape Shape)> s_cases = Arb.From(
        from seed in Gen.Choose(0, int.MaxValue - 1)
        from items in Gen.Choose(0, 200)
        from rank in Gen.Elements(1, 3, 16, 17, 40)
        from count in Gen.Elements(1, 2, 10, 300)
        from shape in Gen.Elements(Enum.GetValues<ModelShape>())
        select (seed, items, rank, count, shape)
    );

    [Fact]
    public void ListsAreThoseOfEachItem() =>
        Law.Holds(
            s_cases,
            given =>
            {
                FactorModel model = ModelShapes.Make(given.Shape, new Random(given.Seed), 3, given.Items, given.Rank);
                SimilarTable table = SimilarTable.OfItems(model, given.Count, threads: 1 + (given.Seed % 2));
                Assert.Equal(given.Items, table.Items);
                Scored[] best = new Scored[given.Count];
                for (int item = 0; item < given.Items; item++)
                {
                    int count = model.SimilarItems(item, best);
                    Assert.Equal(best[..count], table[item].ToArray());
                }
            },
            tests: 150
        );

    [Fact]
    public void MostListsAreFoundWithoutScoringEveryItem()
    {
        FactorModel model = ModelShapes.Make(ModelShape.Long, new Random(3), 3, 2_000, 32);
        SimilarSearch search = new(model.ItemFactors, 10);
        int received = 0;
        int undecided = search.Decide((_, _) => received++, 2, default).Count;
        Assert.Equal(2_000, received + undecided);
        Assert.InRange(undecided, 0, 20);
    }

    [Fact]
    public void LookingUpAllocatesNothing()
    {
        FactorModel model = ModelShapes.Make(ModelShape.Long, new Random(3), 3, 50, 16);
        SimilarTable table = SimilarTable.OfItems(model, 10, threads: 1);
        Scored[] best = new Scored[5];
        int found = 0;
        long bytes = Allocation.Of(() =>
        {
            found = 0;
            for (int item = 0; item < 50; item++)
                found += table.Copy(item, best) + table[item].Length;
        });
        Assert.Equal(0, bytes);
        Assert.Equal(50 * 15, found);
    }

    [Fact]
    public void WhatCannotBeDoneIsRefused()
    {
        FactorModel model = GridProblems.Model(new Random(1), 4, 5, 2);
        SimilarTable table = SimilarTable.OfItems(model, 3);
        Assert.Throws<ArgumentOutOfRangeException>(() => table[5].Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => table.Copy(-1, new Scored[1]));
        Assert.Throws<ArgumentOutOfRangeException>("count", () => SimilarTable.OfItems(model, 0));
        Assert.Throws<ArgumentNullException>("model", () => SimilarTable.OfItems(null!));
        Assert.Throws<OperationCanceledException>(() => SimilarTable.OfItems(model, 3, 1, new CancellationToken(true)));
    }
}
