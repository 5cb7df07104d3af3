using System.CommandLine;
using FastMf.Penalties;

namespace FastMf.Cli.Options;

/// <summary>One number for users and items alike, or one for each: <c>0.1</c> or <c>0.1,0.2</c>.</summary>
internal readonly record struct Pair(float Users, float Items)
{
    private const char Separator = ',';

    public static Pair From(LambdaPenalty penalty) => new(penalty.Users, penalty.Items);

    /// <summary>An option with a pair of numbers of at least 0.</summary>
    public static Option<Pair> Option(string name, string help, Pair standard) =>
        Opt.Value(
            name,
            "X[,Y]",
            help,
            standard,
            (text, out pair) => TryParse(text, Separator, out pair),
            "one number of at least 0, or two: users,items"
        );

    public bool IsAbove0 => Users > 0f || Items > 0f;

    public L2Penalty ToL2() => new(Users, Items);

    public override string ToString() => Text(Separator);

    /// <summary>One number where both are the same, otherwise both.</summary>
    public string Text(char separator) =>
        Users.Equals(Items) ? Numbers.Format($"{Users}") : Numbers.Format($"{Users}{separator}{Items}");

    /// <summary>Reads what <see cref="Text"/> writes.</summary>
    public static bool TryParse(string text, char separator, out Pair pair)
    {
        pair = default;
        string[] parts = text.Split(separator);
        if (parts.Length > 2 || !Numbers.TryParse(parts[0], out float users) || users < 0f)
            return false;
        if (!Numbers.TryParse(parts[^1], out float items) || items < 0f)
            return false;
        pair = new(users, items);
        return true;
    }
}
