using FastMf.Data;
using FastMf.Models;
using FastMf.Tests.Reference;

namespace FastMf.Tests.Models;

public class SimilarTests
{
    /// <summary>Items: along x, along y, halfway, along x the other way, nothing at all, along x but longer.</summary>
    private static readonly FactorModel Compass = new(
        FactorMatrix.FromValues([3f, 0f, 6f, 8f], 2, 2),
        FactorMatrix.FromValues([1f, 0f, 0f, 1f, 1f, 1f, -2f, 0f, 0f, 0f, 4f, 0f], 6, 2),
        items: IdMap.From(["a", "b", "c", "d", "e", "f"])
    );

    [Fact]
    public void CosinesAreThoseComputedByHand()
    {
        Scored[] best = new Scored[6];
        Assert.Equal(5, Compass.SimilarItems(0, best));
        Assert.Equal([new(5, 1f), new(2, (float)Math.Sqrt(0.5)), new(1, 0f), new(4, 0f), new(3, -1f)], best[..5]);
        Assert.Equal(1, Compass.SimilarUsers(1, best));
        Assert.Equal(new Scored(0, 0.6f), best[0]);
    }

    [Fact]
    public void NothingIsSimilarToARowOfZeros()
    {
        Scored[] best = new Scored[2];
        Assert.Equal(2, Compass.SimilarItems(4, best));
        Assert.Equal([new(0, 0f), new(1, 0f)], best);
    }

    [Fact]
    public void FindsByIdAndSaysWhetherItIsKnown()
    {
        Scored[] best = new Scored[1];
        Assert.Equal(1, Compass.SimilarItems("f", best, out bool known));
        Assert.True(known);
        Assert.Equal(new Scored(0, 1f), best[0]);
        Assert.Equal(0, Compass.SimilarItems("g", best, out known));
        Assert.False(known);
        Assert.Equal(1, Compass.SimilarUsers(0L, best, out known));
        Assert.True(known);
        Assert.Equal(0, Compass.SimilarUsers(2L, best, out known));
        Assert.False(known);
    }

    [Theory]
    [InlineData(1, 300, 3)]
    [InlineData(2, 513, 20)]
    public void EqualsASortOfCosinesInDouble(int seed, int items, int rank)
    {
        FactorModel model = GridProblems.Model(new Random(seed), 2, items, rank);
        Scored[] best = new Scored[items];
        for (int item = 0; item < items; item += 50)
        {
            Assert.Equal(items - 1, model.SimilarItems(item, best));
            Assert.DoesNotContain(item, best[..(items - 1)].Select(scored => scored.Row));
            foreach (Scored scored in best[..(items - 1)])
                Assert.Equal(Cosine(model.ItemFactors, item, scored.Row), scored.Score, 1e-6);
            // values on a coarse grid have exact products, so equal cosines are equal to the bit
            Assert.Equal(
                best[..(items - 1)].OrderByDescending(scored => scored.Score).ThenBy(scored => scored.Row),
                best[..(items - 1)]
            );
        }
    }

    [Fact]
    public void TinyAndHugeRowsHaveTheirAngles()
    {
        FactorModel model = new(
            new FactorMatrix(1, 2),
            FactorMatrix.FromValues([1e18f, 0f, 1e-18f, 1e-18f, 1e18f, 1e18f], 3, 2)
        );
        Scored[] best = new Scored[2];
        Assert.Equal(2, model.SimilarItems(0, best));
        Assert.All(best, scored => Assert.Equal(Math.Sqrt(0.5), scored.Score, 1e-6));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(6)]
    public void RowsThatAreNotThereAreRefused(int row)
    {
        Assert.Equal(
            "item",
            Assert.Throws<ArgumentOutOfRangeException>(() => Compass.SimilarItems(row, new Scored[1])).ParamName
        );
        Assert.Equal(
            "user",
            Assert.Throws<ArgumentOutOfRangeException>(() => Compass.SimilarUsers(row, new Scored[1])).ParamName
        );
    }

    private static double Cosine(FactorMatrix factors, int one, int other)
    {
        (double xy, double xx, double yy) = (0, 0, 0);
        for (int k = 0; k < factors.Columns; k++)
        {
            (double x, double y) = (factors[one][k], factors[other][k]);
            xy += x * y;
            xx += x * x;
            yy += y * y;
        }
        return xx * yy == 0 ? 0 : xy / Math.Sqrt(xx * yy);
    }
}
