namespace FastMf.Data;

/// <summary>
/// The order in which the four parts of a list are taken in turns: the first element of each part, the second of each,
/// and so on. The first parts have one element more where the parts cannot be equal.
/// </summary>
internal readonly struct Interleaving
{
    public const int Parts = 4;

    private readonly int _part;
    private readonly int _longer;
    private readonly int _second;
    private readonly int _third;
    private readonly int _fourth;

    /// <param name="length">Elements in the list.</param>
    public Interleaving(int length)
    {
        (_part, _longer) = Math.DivRem(length, Parts);
        (_second, _third, _fourth) = (Start(1), Start(2), Start(3));
    }

    /// <summary>Where the element at <paramref name="position"/> goes.</summary>
    public int Of(int position)
    {
        // Comparisons, since two divisions for each rating would take as long as all else that orders a block.
        int part = (position >= _second ? 1 : 0) + (position >= _third ? 1 : 0) + (position >= _fourth ? 1 : 0);
        return ((position - Start(part)) * Parts) + part;
    }

    private int Start(int part) => (part * _part) + Math.Min(part, _longer);
}
