using FastMf.Data;
using FastMf.Evaluation;
using FastMf.Kernels;
using FastMf.Models;
using FastMf.Threads;

namespace FastMf.Tests.Evaluation;

/// <summary>Pairs in the right order, counted by bounds, against scores compared one by one, over several panels of items.</summary>
public class PairOrderTests
{
    private const int Users = 40;
    private const int Items = 300;

    public static TheoryData<string, int> Cases()
    {
        TheoryData<string, int> cases = [];
        foreach (string kind in Kinds.Keys)
        foreach (int width in SimdWidths.All)
            cases.Add(kind, width);
        return cases;
    }

    private static readonly Dictionary<string, Action<FactorModel, Random>> Kinds = new()
    {
        ["ordinary"] = (_, _) => { },
        ["one direction"] = (model, random) => Stretch(model, random, 100f),
        ["ties"] = (model, _) => Each(model, row => Round(row, 1f)),
        ["zeros"] = (model, _) => Each(model, row => Array.Clear(row)),
        ["short rows"] = (model, _) => Each(model, row => Scale(row, 1e-22f)),
        ["denormal users"] = (model, _) =>
        {
            EachOf(model.UserFactors, row => Scale(row, 1e-42f));
            EachOf(model.ItemFactors, row => Scale(row, 1e32f));
        },
        ["long users"] = (model, _) =>
        {
            EachOf(model.UserFactors, row => Scale(row, 1e38f));
            EachOf(model.ItemFactors, row => Scale(row, 1e-12f));
        },
        ["too long"] = (model, _) => Each(model, row => Scale(row, 1e17f)),
        ["missing numbers"] = (model, _) =>
        {
            model.ItemFactors.Row(5)[1] = float.NaN;
            model.ItemFactors.Row(70)[1] = float.PositiveInfinity;
            model.UserFactors.Row(3)[0] = float.NaN;
            model.UserFactors.Row(4)[1] = float.NegativeInfinity;
        },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void PairsAreThoseOfScoresComparedOneByOne(string kind, int width)
    {
        foreach ((int rank, bool biases) in ((int, bool)[])[(2, false), (5, true), (40, false), (40, true)])
        {
            Random random = new(rank);
            FactorModel model = Model(random, rank, biases);
            Kinds[kind](model, random);
            (int[][] relevant, int[][] excluded) = (Some(random, 9, true), Some(random, 60, false));
            (long Ordered, long Pairs)[] counted = Count(model, relevant, excluded, width);
            for (int user = -1; user < Users - 1; user++)
                Assert.Equal(OneByOne(model, user, relevant[user + 1], excluded[user + 1]), counted[user + 1]);
        }
    }

    /// <summary>Heads of rows with few long directions leave hardly anything to sums; those of others do not, and tails tell so.</summary>
    [Fact]
    public void TailsAreWhatHeadsLeave()
    {
        Random random = new(1);
        FactorModel model = Model(random, 40, biases: false);
        Stretch(model, random, 100f);
        using WorkerTeam team = new(1);
        ItemPanels panels = new(model);
        panels.Prepare(team);
        ItemHeads heads = new(model, panels, team);
        heads.Prepare();
        float[] head = new float[ItemHeads.Length + 1];
        float[] other = new float[ItemHeads.Length + 1];
        for (int user = 0; user < Users; user++)
        {
            heads.Find(model.UserFactors.Row(user), head);
            double norm = ItemOrder.Norm(model.UserFactors, user);
            Assert.InRange(head[^1], 0, 0.3 * norm);
            Assert.Equal(norm * norm, Sum.OfSquares(head), 1e-4 * norm * norm);
            for (int item = 0; item < Items; item++)
            {
                heads.Find(model.ItemFactors.Row(item), other);
                double product = 0;
                for (int k = 0; k < ItemHeads.Length; k++)
                    product += (double)head[k] * other[k];
                Assert.InRange(
                    model.Predict(user, item) - product,
                    -head[^1] * (double)other[^1],
                    head[^1] * (double)other[^1]
                );
            }
        }
    }

    private static (long, long)[] Count(FactorModel model, int[][] relevant, int[][] excluded, int width)
    {
        using WorkerTeam team = new(2);
        ItemPanels panels = new(model);
        panels.Prepare(team);
        ItemHeads heads = new(model, panels, team);
        heads.Prepare();
        ExcludedPlaces places = new(panels, PairOrder.Users);
        places.Begin(null, default);
        for (int i = 0; i < Users; i++)
        {
            foreach (int item in excluded[i])
                places.Add(i, item);
        }
        int[] starts = [.. Enumerable.Range(0, Users + 1).Select(i => relevant[..i].Sum(items => items.Length))];
        UserBlock block = new()
        {
            TestUsers = new int[Users],
            Users = (int[])[.. Enumerable.Range(-1, Users)],
            ExcludeRows = new int[Users],
            Starts = starts,
            AllRelevant = (int[])[.. relevant.SelectMany(items => items)],
        };
        PairOrder order = new(model, panels, heads, starts[^1], width);
        order.Count(block, places);
        return [.. Enumerable.Range(0, Users).Select(order.Of)];
    }

    private static (long, long) OneByOne(FactorModel model, int user, int[] relevant, int[] excluded)
    {
        float[] scores = new float[Items];
        model.ScoreItems(user, scores);
        int[] others =
        [
            .. Enumerable
                .Range(0, Items)
                .Where(item => !float.IsNaN(scores[item]) && !relevant.Contains(item) && !excluded.Contains(item)),
        ];
        long ordered = 0;
        foreach (int item in relevant.Where(item => item >= 0 && !float.IsNaN(scores[item])))
            ordered += others.Count(other =>
                scores[item] > scores[other] || (scores[item] == scores[other] && item < other)
            );
        return (ordered, (long)relevant.Length * others.Length);
    }

    private static FactorModel Model(Random random, int rank, bool biases)
    {
        float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() - 0.5))];
        return new FactorModel(
            FactorMatrix.FromValues(Numbers(Users * rank), Users, rank),
            FactorMatrix.FromValues(Numbers(Items * rank), Items, rank),
            userBias: biases ? Numbers(Users) : null,
            itemBias: biases ? Numbers(Items) : null
        );
    }

    /// <summary>For each user some items, each once: even ones and -1, or odd ones.</summary>
    private static int[][] Some(Random random, int most, bool even) =>
        [
            .. Enumerable
                .Range(0, Users)
                .Select(_ =>
                    Enumerable.Range(0, random.Next(1, most)).Select(_ => random.Next(even ? 0 : 1, Items / 2))
                )
                .Select(halves => halves.Select(half => even && half == 0 ? -1 : 2 * half - (even ? 0 : 1)))
                .Select(items => items.Distinct().ToArray()),
        ];

    /// <summary>Adds the same direction to all rows, in different lengths.</summary>
    private static void Stretch(FactorModel model, Random random, float length) =>
        Each(
            model,
            row =>
            {
                float here = length * (0.3f + (float)random.NextDouble());
                for (int k = 0; k < model.Rank; k++)
                    row[k] += here * (k + 1) / model.Rank;
            }
        );

    private static void Each(FactorModel model, Action<float[]> change)
    {
        EachOf(model.UserFactors, change);
        EachOf(model.ItemFactors, change);
    }

    private static void EachOf(FactorMatrix matrix, Action<float[]> change)
    {
        for (int row = 0; row < matrix.Rows; row++)
        {
            float[] values = [.. matrix[row]];
            change(values);
            values.CopyTo(matrix.Row(row));
        }
    }

    private static void Scale(float[] row, float factor)
    {
        for (int k = 0; k < row.Length; k++)
            row[k] *= factor;
    }

    private static void Round(float[] row, float step)
    {
        for (int k = 0; k < row.Length; k++)
            row[k] = MathF.Round(row[k] / step) * step;
    }
}
