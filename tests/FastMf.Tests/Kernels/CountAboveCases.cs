using FastMf.Kernels;
using FastMf.Simd;

namespace FastMf.Tests.Kernels;

/// <summary>
/// Of the rows that count (all but one), those whose lower bound is above a row's score are counted, those whose upper one is
/// below it are not, and the others are unsure. Told for each user and row in ascending order of scores: the count, and for each
/// row whether it is unsure.
/// </summary>
internal abstract class CountAboveCase(string name, ulong golden) : KernelCase(name, golden)
{
    private const int Left = 3; // does not count

    protected abstract void Count<TSimd>(
        KernelInput input,
        int user,
        ulong among,
        ReadOnlySpan<float> scores,
        Span<int> counts,
        Span<ulong> unsure
    )
        where TSimd : struct, ISimd<TSimd>;

    /// <summary>The bounds of a score, and how far those of the kernel may be from them.</summary>
    protected abstract (double Low, double High, double Doubt) Bounds(KernelInput input, int user, int k);

    protected override float[] Run<TSimd>(KernelInput input)
    {
        input = Tile.Tame(input);
        ulong among = 0;
        for (int k = 0; k < Tile.Places.Length; k++)
            among |= k == Left ? 0 : 1UL << Tile.Places[k];
        List<float> told = [];
        for (int user = 0; user < ScoreTile.Users; user++)
        {
            int[] order = Ascending(input, user);
            int[] counts = [.. order.Select(_ => 10)];
            ulong[] unsure = new ulong[order.Length];
            Count<TSimd>(input, user, among, [.. order.Select(k => (float)Tile.Score(input, user, k))], counts, unsure);
            for (int at = 0; at < order.Length; at++)
            {
                told.Add(counts[at]);
                told.AddRange(Tile.Places.Select(place => (float)(unsure[at] >> place & 1)));
            }
        }
        return [.. told];
    }

    public override (double Value, double Bound)[] Reference(KernelInput input)
    {
        input = Tile.Tame(input);
        List<(double, double)> told = [];
        for (int user = 0; user < ScoreTile.Users; user++)
        {
            foreach (int wanted in Ascending(input, user))
            {
                double score = (float)Tile.Score(input, user, wanted);
                (double Least, double Most)[] above = new (double, double)[Tile.Places.Length];
                (double Least, double Most)[] unsure = new (double, double)[Tile.Places.Length];
                for (int k = 0; k < above.Length; k++)
                {
                    if (k == Left)
                        continue;
                    (double low, double high, double doubt) = Bounds(input, user, k);
                    above[k] = (Bit(low - doubt > score), Bit(low + doubt > score));
                    (double Least, double Most) reaching = (Bit(high - doubt >= score), Bit(high + doubt >= score));
                    unsure[k] = (Math.Max(0, reaching.Least - above[k].Most), reaching.Most - above[k].Least);
                }
                told.Add(Middle((10 + above.Sum(x => x.Least), 10 + above.Sum(x => x.Most))));
                told.AddRange(unsure.Select(Middle));
            }
        }
        return [.. told];
    }

    private static double Bit(bool holds) => holds ? 1 : 0;

    private static (double, double) Middle((double Least, double Most) range) =>
        ((range.Least + range.Most) / 2, (range.Most - range.Least) / 2);

    private static int[] Ascending(KernelInput input, int user) =>
        [.. Enumerable.Range(0, Tile.Places.Length).OrderBy(k => Tile.Score(input, user, k))];
}

/// <summary>The bounds are sums and a slack; a row's own score is unsure.</summary>
internal sealed class CountBySumsCase() : CountAboveCase("CountAbove.BySums", 0x7F6A09C89A0CE225)
{
    protected override void Count<TSimd>(
        KernelInput input,
        int user,
        ulong among,
        ReadOnlySpan<float> scores,
        Span<int> counts,
        Span<ulong> unsure
    )
    {
        unsure.Fill(among);
        CountAbove.BySums<TSimd>(
            Tile.SumsOf(Tile.Sums<TSimd>(input), user),
            (float)(Tile.Slack(input, user) * 1.001),
            Tile.Bias(),
            -user,
            scores,
            counts,
            unsure
        );
    }

    protected override (double Low, double High, double Doubt) Bounds(KernelInput input, int user, int k)
    {
        double slack = Tile.Slack(input, user);
        double score = Tile.Score(input, user, k);
        return (score - slack * 1.001, score + slack * 1.001, slack);
    }
}

/// <summary>The bounds are products of heads, here of all numbers but four, and of tails.</summary>
internal sealed class CountByHeadsCase() : CountAboveCase("CountAbove.ByHeads", 0x492934E4E8EF4BA5)
{
    protected override void Count<TSimd>(
        KernelInput input,
        int user,
        ulong among,
        ReadOnlySpan<float> scores,
        Span<int> counts,
        Span<ulong> unsure
    )
    {
        float[] panel = new float[ScoreTile.Items * (HeadLength(input.Length) + 1)];
        for (int k = 0; k < Tile.Places.Length; k++)
            ScoreTile.Pack(HeadAndTail(Tile.Item(input, k)), panel, Tile.Places[k]);
        float[] head = HeadAndTail(Tile.User(input, user));
        int reached = CountAbove.ByHeads<TSimd>(
            panel,
            head,
            Tile.Bias(),
            -user,
            among,
            scores,
            counts,
            unsure,
            out int open
        );
        Assert.Equal(0, unsure[reached..].ToArray().Count(bits => bits != 0));
        Assert.Equal(open, unsure.ToArray().Sum(bits => (int)ulong.PopCount(bits)));
    }

    protected override (double Low, double High, double Doubt) Bounds(KernelInput input, int user, int k)
    {
        float[] x = HeadAndTail(Tile.User(input, user));
        float[] y = HeadAndTail(Tile.Item(input, k));
        (double product, double size) = ScoreAllRows.Product(x.AsSpan(..^1), y.AsSpan(..^1));
        double tail = (double)x[^1] * y[^1];
        double score = k - user + product;
        return (score - tail, score + tail, 1e-5 * (10 + size + tail));
    }

    private static int HeadLength(int length) => Math.Max(0, length - 4);

    private static float[] HeadAndTail(ReadOnlySpan<float> row)
    {
        int head = HeadLength(row.Length);
        double tail = 0;
        foreach (float x in row[head..])
            tail += (double)x * x;
        return [.. row[..head], (float)Math.Sqrt(tail)];
    }
}
