namespace FastMf.Cli.Options;

/// <summary>One pair of a list, where a comma stands between its values: <c>0.1</c>, or <c>0.1:0.2</c> for users and items.</summary>
internal readonly record struct ListedPair(Pair Pair) : IFormattable
{
    private const char Separator = ':';

    public override string ToString() => Pair.Text(Separator);

    public string ToString(string? format, IFormatProvider? provider) => ToString();

    public static bool TryParse(string text, out ListedPair listed)
    {
        bool read = Pair.TryParse(text, Separator, out Pair pair);
        listed = new(pair);
        return read;
    }
}
