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
