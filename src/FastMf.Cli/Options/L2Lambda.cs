namespace FastMf.Cli.Options;

/// <summary>One lambda of a list, where a comma stands between its values: <c>0.1</c>, or <c>0.1:0.2</c> for users and items.</summary>
internal readonly record struct L2Lambda(float Users, float Items) : IFormattable
{
    public override string ToString() => ToString(null, Numbers.Culture);

    public string ToString(string? format, IFormatProvider? provider) =>
        Users.Equals(Items) ? Numbers.Format($"{Users}") : Numbers.Format($"{Users}:{Items}");

    public static bool TryParse(string text, out L2Lambda lambda)
    {
        lambda = default;
        string[] parts = text.Split(':');
        if (parts.Length > 2 || !Numbers.TryParse(parts[0], out float users) || users < 0f)
            return false;
        if (!Numbers.TryParse(parts[^1], out float items) || items < 0f)
            return false;
        lambda = new(users, items);
        return true;
    }
}
