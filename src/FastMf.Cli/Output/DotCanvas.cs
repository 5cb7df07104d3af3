namespace FastMf.Cli.Output;

/// <summary>Dots in rows of characters.</summary>
/// <param name="columns">Characters beside each other.</param>
/// <param name="rows">Characters above each other.</param>
/// <param name="charset">How many dots a character has, and how it looks.</param>
internal sealed class DotCanvas(int columns, int rows, ChartCharset charset)
{
    private readonly int[] _dots = new int[columns * rows];
    private readonly int[] _lines = new int[columns * rows];

    /// <summary>Dots from left to right.</summary>
    public int Width { get; } = columns * charset.Columns;

    /// <summary>Dots from top to bottom.</summary>
    public int Height { get; } = rows * charset.Rows;

    /// <summary>Draws a line through points; what is above or below the canvas is left out.</summary>
    /// <param name="points">Places of dots, X ascending and within the canvas, Y downwards.</param>
    /// <param name="line">Which line it is: decides how it looks.</param>
    public void Draw(IReadOnlyList<(double X, double Y)> points, int line)
    {
        int drawn = 0;
        for (int k = 0; k < points.Count; k++)
        {
            (double X, double Y) from = points[Math.Max(k - 1, 0)];
            (double X, double Y) to = points[k];
            int first = Math.Min(Round(from.X) + 1, Round(to.X));
            double before = from.Y;
            for (int x = first; x <= Round(to.X); x++)
            {
                double share = to.X > from.X ? Math.Min((x - from.X) / (to.X - from.X), 1) : 1;
                double y = x == Round(to.X) ? to.Y : from.Y + share * (to.Y - from.Y);
                drawn = Upright(x, before, y, line, drawn);
                before = y;
            }
        }
    }

    /// <summary>A row of characters.</summary>
    public string Row(int row) =>
        string.Create(
            columns,
            row * columns,
            (text, start) =>
            {
                for (int k = 0; k < text.Length; k++)
                    text[k] = _dots[start + k] == 0 ? ' ' : charset.Character(_dots[start + k], _lines[start + k]);
            }
        );

    /// <summary>The dots of one x that lead from a height to another one, without the first where there are more.</summary>
    private int Upright(int x, double from, double to, int line, int drawn)
    {
        int last = Round(to);
        int step = Math.Sign(last - Round(from));
        for (int y = Round(from) + step; ; y += step)
        {
            if (y >= 0 && y < Height && charset.HasDot(line, drawn++))
                Set(x, y, line);
            if (y == last)
                return drawn;
        }
    }

    private void Set(int x, int y, int line)
    {
        int place = y / charset.Rows * columns + x / charset.Columns;
        _dots[place] |= 1 << (y % charset.Rows * charset.Columns + x % charset.Columns);
        _lines[place] = line;
    }

    /// <summary>The nearest dot; far outside, one just outside, so that no line is longer than the canvas.</summary>
    private int Round(double place) => (int)Math.Clamp(Math.Round(place), -1, Math.Max(Width, Height));
}
