using System.Text;

namespace FastMf.Cli.Output;

/// <summary>The characters that a chart in a terminal is made of.</summary>
internal abstract class ChartCharset
{
    /// <summary>Eight dots in a character; lines differ by their dashes.</summary>
    public static ChartCharset Braille { get; } = new BrailleSet();

    /// <summary>For terminals that know no more; each line has a character of its own.</summary>
    public static ChartCharset Ascii { get; } = new AsciiSet();

    /// <summary>What a terminal of today's operating system, with its name and encoding, can show.</summary>
    public static ChartCharset For(Encoding encoding)
    {
        bool hasBraille = OperatingSystem.IsWindows()
            ? Environment.GetEnvironmentVariable("WT_SESSION") is not null // the old console has no such font
            : Environment.GetEnvironmentVariable("TERM") is not "linux"; // nor has a console without windows
        return hasBraille && encoding.CodePage == Encoding.UTF8.CodePage ? Braille : Ascii;
    }

    /// <summary>Dots beside each other in a character.</summary>
    public abstract int Columns { get; }

    /// <summary>Dots above each other in a character.</summary>
    public abstract int Rows { get; }

    /// <summary>The axes: upright, with a tick, corner, level, with a tick, and the mark of a place on it.</summary>
    public abstract (char Upright, char YTick, char Corner, char Level, char XTick, char Mark) Axes { get; }

    /// <summary>How a line looks, for beside its name.</summary>
    public abstract string Sample(int line);

    /// <summary>Whether a line has its nth dot.</summary>
    public abstract bool HasDot(int line, int n);

    /// <summary>A character with some of its dots.</summary>
    /// <param name="dots">A bit a dot, from left to right, then down.</param>
    /// <param name="line">The line that has drawn there last.</param>
    public abstract char Character(int dots, int line);

    private sealed class BrailleSet : ChartCharset
    {
        public override int Columns => 2;

        public override int Rows => 4;

        public override (char Upright, char YTick, char Corner, char Level, char XTick, char Mark) Axes =>
            ('│', '┤', '└', '─', '┬', '▲');

        public override string Sample(int line) =>
            line % 3 == 0 ? "──"
            : line % 3 == 1 ? "╌╌"
            : "··";

        public override bool HasDot(int line, int n) =>
            n % 6
            < (
                line % 3 == 0 ? 6
                : line % 3 == 1 ? 3
                : 1
            );

        public override char Character(int dots, int line)
        {
            // Unicode counts six dots down the left, then the right side, and then the two that were added below.
            int code = 0;
            for (int dot = 0; dot < 8; dot++)
                code |= (dots >> dot & 1) << (dot >= 6 ? dot : dot / 2 + dot % 2 * 3);
            return (char)('\u2800' + code);
        }
    }

    private sealed class AsciiSet : ChartCharset
    {
        private const string Marks = "*ox+";

        public override int Columns => 1;

        public override int Rows => 1;

        public override (char Upright, char YTick, char Corner, char Level, char XTick, char Mark) Axes =>
            ('|', '+', '+', '-', '+', '^');

        public override string Sample(int line) => Marks[line % Marks.Length].ToString();

        public override bool HasDot(int line, int n) => true;

        public override char Character(int dots, int line) => Marks[line % Marks.Length];
    }
}
