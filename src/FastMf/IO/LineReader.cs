namespace FastMf.IO;

/// <summary>
/// Reads the lines of blocks: quickly where they are plain, and otherwise any. Each reader has ids of its own, so that
/// several can work at the same time.
/// </summary>
internal sealed class LineReader(LineLayout layout, PlainLayout? plain, int skipBad)
{
    private const int MostFailures = 4;

    private readonly BlockParser _any = new(layout, skipBad);
    private readonly PlainParser? _plain = plain is null ? null : new(plain, layout.DefaultValue);
    private int _failures; // blocks in a row that were not plain

    /// <summary>The users seen.</summary>
    public SeenIds Users => new(_plain?.Users, _any.Users);

    /// <summary>The items seen.</summary>
    public SeenIds Items => new(_plain?.Items, _any.Items);

    /// <summary>The bad lines of the last block; after one more than may be skipped, parsing stops.</summary>
    public IReadOnlyList<BadLine> BadLines { get; private set; } = [];

    /// <summary>Reads a block.</summary>
    /// <param name="block">Whole lines.</param>
    /// <param name="skipLines">How many of the first lines are no ratings: the header.</param>
    /// <param name="segment">Takes the ratings; has room for all lines.</param>
    public void Read(Block block, int skipLines, RatingSegment segment)
    {
        BadLines = [];
        if (_plain is not null && _failures < MostFailures && _plain.TryParse(block, skipLines, segment))
        {
            _failures = 0;
            return;
        }
        _failures++;
        _any.Parse(block.Text, skipLines, segment);
        BadLines = _any.BadLines;
    }
}
