namespace FastMf.Data;

/// <summary>
/// The order in which the parts of a list are taken in turns: the first element of each part, the second of each, and so
/// on. The first parts have one element more where the parts cannot be equal.
/// </summary>
internal readonly struct Interleaving(int length, int parts)
{
    private readonly int _part = length / parts;
    private readonly int _longer = length % parts;

    /// <summary>Where the element at <paramref name="position"/> goes.</summary>
    public int Of(int position)
    {
        // Comparisons, since a division for each rating would be what a grid's preparation mostly does.
        int lane = 0;
        int start = 0;
        for (int next = 1; next < parts; next++)
        {
            int begin = (next * _part) + Math.Min(next, _longer);
            bool beyond = position >= begin;
            lane += beyond ? 1 : 0;
            start = beyond ? begin : start;
        }
        return ((position - start) * parts) + lane;
    }
}
