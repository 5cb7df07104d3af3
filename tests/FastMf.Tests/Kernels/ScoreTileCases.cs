using FastMf.Kernels;
using FastMf.Simd;

namespace FastMf.Tests.Kernels;

/// <summary>A panel with a few rows in it, at places in all of its registers, and four users; the numbers stay finite.</summary>
internal static class Tile
{
    public static readonly int[] Places = [0, 15, 16, 37, 63];

    public static IEnumerable<(int User, int K)> Pairs =>
        from user in Enumerable.Range(0, ScoreTile.Users)
        from k in Enumerable.Range(0, Places.Length)
        select (user, k);

    public static float[] Panel(KernelInput input)
    {
        float[] panel = new float[ScoreTile.Items * input.Length];
        for (int k = 0; k < Places.Length; k++)
            ScoreTile.Pack(Item(input, k), panel, Places[k]);
        return panel;
    }

    /// <summary>k for item k; NaN where there is none.</summary>
    public static float[] Bias()
    {
        float[] bias = new float[ScoreTile.Items];
        bias.AsSpan().Fill(float.NaN);
        for (int k = 0; k < Places.Length; k++)
            bias[Places[k]] = k;
        return bias;
    }

    public static float[] Sums<TSimd>(KernelInput input)
        where TSimd : struct, ISimd<TSimd>
    {
        float[] sums = new float[ScoreTile.Users * ScoreTile.Items];
        ScoreTile.Products<TSimd>(Panel(input), User(input, 0), User(input, 1), User(input, 2), User(input, 3), sums);
        return sums;
    }

    public static Span<float> SumsOf(float[] sums, int user) => sums.AsSpan(user * ScoreTile.Items, ScoreTile.Items);

    public static Span<float> User(KernelInput input, int user) => input.Row(1 + user);

    public static Span<float> Item(KernelInput input, int k) => input.Row(5 + k);

    /// <summary>The score of the user that <see cref="Bias"/> goes with, a start of -user included.</summary>
    public static double Score(KernelInput input, int user, int k) =>
        k - user + ScoreAllRows.Product(User(input, user), Item(input, k)).Product;

    /// <summary>That of the longest row in the panel, and some for the biases.</summary>
    public static double Slack(KernelInput input, int user)
    {
        double most = Enumerable.Range(0, Places.Length).Max(k => Norm(Item(input, k)));
        double size = Norm(User(input, user)) * most;
        return ScoreTile.Slack(input.Length) * size + 1e-6 * (10 + size);
    }

    /// <summary>Numbers whose products do not overflow.</summary>
    public static KernelInput Tame(KernelInput input) =>
        input.Numbers == Numbers.Wild ? new(input.Length, input.Misalignment, Numbers.Ordinary) : input;

    private static double Norm(ReadOnlySpan<float> row)
    {
        double sum = 0;
        foreach (float x in row)
            sum += (double)x * x;
        return Math.Sqrt(sum);
    }
}

/// <summary>One chain of n fused steps: |error| &lt;= n eps sum |x_i y_i|.</summary>
internal sealed class TileCase() : KernelCase("ScoreTile.Products", 0x6F236803032FB7DD)
{
    protected override float[] Run<TSimd>(KernelInput input)
    {
        float[] sums = Tile.Sums<TSimd>(input);
        return [.. Tile.Pairs.Select(pair => Tile.SumsOf(sums, pair.User)[Tile.Places[pair.K]])];
    }

    public override (double Value, double Bound)[] Reference(KernelInput input) =>
        [.. Tile.Pairs.Select(pair => Reference(input, pair.User, pair.K))];

    private static (double Value, double Bound) Reference(KernelInput input, int user, int k)
    {
        (double product, double size) = ScoreAllRows.Product(Tile.User(input, user), Tile.Item(input, k));
        return (product, input.Length * (Eps * 1.001 * size + Tiny));
    }
}

/// <summary>
/// Which rows may reach the score of one of them: all that do, and none that misses it by more than three slacks. In
/// between anything goes, and the same at every width.
/// </summary>
internal sealed class AtLeastCase() : KernelCase("ScoreTile.AtLeast", 0x417ECA6C3B8C0265)
{
    protected override float[] Run<TSimd>(KernelInput input)
    {
        input = Tile.Tame(input);
        float[] sums = Tile.Sums<TSimd>(input);
        List<float> bits = [];
        for (int user = 0; user < ScoreTile.Users; user++)
        {
            ulong found = ScoreTile.AtLeast<TSimd>(
                Tile.SumsOf(sums, user),
                Tile.Bias(),
                -user,
                (float)(Tile.Slack(input, user) * 1.001),
                (float)Tile.Score(input, user, Wanted(user))
            );
            bits.AddRange(Enumerable.Range(0, ScoreTile.Items).Select(j => (float)((found >> j) & 1)));
        }
        return [.. bits];
    }

    public override (double Value, double Bound)[] Reference(KernelInput input) =>
        [
            .. from user in Enumerable.Range(0, ScoreTile.Users)
            from j in Enumerable.Range(0, ScoreTile.Items)
            select Of(Tile.Tame(input), user, Array.IndexOf(Tile.Places, j)),
        ];

    private static (double, double) Of(KernelInput input, int user, int k)
    {
        if (k < 0)
            return (0, 0);
        double score = Tile.Score(input, user, k);
        double above = score - Tile.Score(input, user, Wanted(user));
        double unsure = 3 * Tile.Slack(input, user) + 1e-6 * (10 + Math.Abs(score));
        return k == Wanted(user) || above >= unsure ? (1, 0)
            : above < -unsure ? (0, 0)
            : (0.5, 0.5);
    }

    private static int Wanted(int user) => (user + 1) % Tile.Places.Length;
}
