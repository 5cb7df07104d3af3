using FastMf.Kernels;

namespace FastMf.Tests.Kernels;

/// <summary>Scores of four rows against a panel with a few rows in it: what <see cref="ProductsCase"/> says of each.</summary>
internal sealed class TileCase() : KernelCase("ScoreTile.Products", 0xD4F71E61AA2DB499)
{
    private static readonly int[] s_places = [0, 15, 16, 37, 63];

    protected override float[] Run<TSimd>(KernelInput input)
    {
        float[] panel = new float[ScoreTile.Items * input.Length];
        float[] bias = new float[ScoreTile.Items];
        for (int k = 0; k < s_places.Length; k++)
        {
            ScoreTile.Pack(input.Row(5 + k), panel, s_places[k]);
            bias[s_places[k]] = input.Scalar(20 + k);
        }
        float[] starts = [input.Scalar(10), input.Scalar(11), input.Scalar(12), input.Scalar(13)];
        float[] room = new float[ScoreTile.Room];
        float[] scores = new float[ScoreTile.Users * ScoreTile.Items];
        ScoreTile.Products<TSimd>(
            panel,
            bias,
            input.Row(1),
            input.Row(2),
            input.Row(3),
            input.Row(4),
            starts,
            room,
            scores
        );
        return [.. Pairs().Select(pair => scores[pair.User * ScoreTile.Items + s_places[pair.K]])];
    }

    public override (double Value, double Bound)[] Reference(KernelInput input) =>
        [.. Pairs().Select(pair => Reference(input, pair.User, pair.K))];

    private static (double Value, double Bound) Reference(KernelInput input, int user, int k)
    {
        (double start, double bias) = (input.Scalar(10 + user), input.Scalar(20 + k));
        (double product, double size) = ScoreAllRows.Product(input.Row(1 + user), input.Row(5 + k));
        return (start + bias + product, ScoreAllRows.Bound(input.Length, start, bias, size));
    }

    private static IEnumerable<(int User, int K)> Pairs() =>
        from user in Enumerable.Range(0, ScoreTile.Users)
        from k in Enumerable.Range(0, s_places.Length)
        select (user, k);
}

/// <summary>
/// Which rows may reach the score of one of them: all that do, and none that misses it by more than three slacks. In
/// between anything goes, and the same at every width.
/// </summary>
internal sealed class PromiseCase() : KernelCase("PromiseTile.AtLeast", 0x417ECA6C3B8C0265)
{
    private static readonly int[] s_places = [0, 15, 16, 37, 63];

    protected override float[] Run<TSimd>(KernelInput input)
    {
        float[] panel = new float[ScoreTile.Items * input.Length];
        float[] bias = new float[ScoreTile.Items];
        bias.AsSpan().Fill(float.NaN);
        for (int k = 0; k < s_places.Length; k++)
        {
            ScoreTile.Pack(Tame(input).Row(5 + k), panel, s_places[k]);
            bias[s_places[k]] = k;
        }
        float[] needs =
        [
            .. Enumerable
                .Range(0, ScoreTile.Users)
                .SelectMany(user =>
                    (float[])[-user, (float)(Slack(input, user) * 1.001), (float)Score(input, user, Wanted(user))]
                ),
        ];
        ulong[] bits = new ulong[ScoreTile.Users];
        PromiseTile.AtLeast<TSimd>(
            panel,
            bias,
            Tame(input).Row(1),
            Tame(input).Row(2),
            Tame(input).Row(3),
            Tame(input).Row(4),
            needs,
            bits
        );
        return
        [
            .. from user in Enumerable.Range(0, ScoreTile.Users)
            from j in Enumerable.Range(0, ScoreTile.Items)
            select (float)((bits[user] >> j) & 1),
        ];
    }

    public override (double Value, double Bound)[] Reference(KernelInput input)
    {
        (double, double) Of(int user, int j)
        {
            int k = Array.IndexOf(s_places, j);
            if (k < 0)
                return (0, 0);
            double above = Score(input, user, k) - Score(input, user, Wanted(user));
            double unsure = 3 * Slack(input, user) + 1e-6 * (10 + Math.Abs(Score(input, user, k)));
            return k == Wanted(user) || above >= unsure ? (1, 0)
                : above < -unsure ? (0, 0)
                : (0.5, 0.5);
        }

        return
        [
            .. from user in Enumerable.Range(0, ScoreTile.Users)
            from j in Enumerable.Range(0, ScoreTile.Items)
            select Of(user, j),
        ];
    }

    private static int Wanted(int user) => (user + 1) % s_places.Length;

    private static double Score(KernelInput input, int user, int k) =>
        k - user + ScoreAllRows.Product(Tame(input).Row(1 + user), Tame(input).Row(5 + k)).Product;

    /// <summary>With the longest row in the panel.</summary>
    private static double Slack(KernelInput input, int user)
    {
        double most = Enumerable.Range(0, s_places.Length).Max(k => Norm(input, 5 + k));
        return PromiseTile.Slack(input.Length) * Norm(input, 1 + user) * most
            + 1e-6 * (10 + Norm(input, 1 + user) * most);
    }

    private static double Norm(KernelInput input, int row)
    {
        double sum = 0;
        foreach (float x in Tame(input).Row(row))
            sum += (double)x * x;
        return Math.Sqrt(sum);
    }

    private static KernelInput Tame(KernelInput input) =>
        input.Numbers == Numbers.Wild ? new(input.Length, input.Misalignment, Numbers.Ordinary) : input;
}

/// <summary>A comparison is exact. Bits are told as ones and zeros.</summary>
internal sealed class AtLeastCase() : KernelCase("ScoreTile.AtLeast", 0xA272D5358589E8C5)
{
    protected override float[] Run<TSimd>(KernelInput input)
    {
        ulong bits = ScoreTile.AtLeast<TSimd>(Scores(input), Least(input));
        return [.. Enumerable.Range(0, ScoreTile.Items).Select(j => (float)((bits >> j) & 1))];
    }

    public override (double Value, double Bound)[] Reference(KernelInput input) =>
        [.. Scores(input).Select(score => (score >= Least(input) ? 1.0 : 0.0, 0.0))];

    public static float[] Scores(KernelInput input)
    {
        float[] scores = new float[ScoreTile.Items];
        float[] row = input.Row(1).ToArray();
        for (int j = 0; j < scores.Length && row.Length > 0; j++)
            scores[j] = row[j % row.Length];
        return scores;
    }

    private static float Least(KernelInput input) => Scores(input)[9]; // so that equality is among the cases
}

/// <summary>Counts are exact.</summary>
internal sealed class CountCase() : KernelCase("ScoreTile.Count", 0x5E2C3CD0CE2CA3AD)
{
    protected override float[] Run<TSimd>(KernelInput input)
    {
        float[] scores = AtLeastCase.Scores(input);
        int[] counts = [1, 2, 3];
        ScoreTile.Count<TSimd>(scores, scores.AsSpan(9, 3), counts);
        return [.. counts.Select(count => (float)count)];
    }

    public override (double Value, double Bound)[] Reference(KernelInput input)
    {
        float[] scores = AtLeastCase.Scores(input);
        return [.. Enumerable.Range(0, 3).Select(k => (1.0 + k + scores.Count(score => score >= scores[9 + k]), 0.0))];
    }
}
