using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace FastMf.Benchmarks.EndToEnd;

/// <summary>Generated ratings as files with a header and commas, with blanks and without a header, and compressed.</summary>
internal sealed class LoadFiles : IDisposable
{
    private const int Users = 140_000;
    private const int Items = 27_011; // a prime, so that a user's items all differ

    /// <param name="lines">How many ratings.</param>
    /// <param name="sorted">Whether they are sorted by user; otherwise in random order.</param>
    /// <param name="blanks">Whether the file with blanks is wanted.</param>
    public LoadFiles(int lines, bool sorted, bool blanks)
    {
        Lines = lines;
        int[] order = [.. Enumerable.Range(0, lines)];
        if (!sorted)
            new Random(1).Shuffle(order);
        int most = (lines + Users - 1) / Users; // ratings of a user
        using (
            StreamWriter commaFile = Create(Commas),
                blankFile = Create(Blanks)
        )
        {
            commaFile.Write("user,item,rating\n");
            foreach (int k in order)
            {
                (int user, int turn) = Math.DivRem(k, most);
                long item = ((user * 7919L) + (turn * 101L)) % Items;
                FormattableString line = $"{user + 1},{item + 1},{((user + item) % 10 * 0.5) + 0.5}\n";
                string text = line.ToString(CultureInfo.InvariantCulture);
                commaFile.Write(text);
                if (blanks)
                    blankFile.Write(text.Replace(',', ' '));
            }
        }
        if (!sorted)
            return;
        using FileStream plain = File.OpenRead(Commas);
        using GZipStream gzip = new(File.Create(Compressed), CompressionLevel.Fastest);
        plain.CopyTo(gzip);
    }

    /// <summary>How many ratings.</summary>
    public int Lines { get; }

    /// <summary>user,item,rating below a header.</summary>
    public string Commas { get; } = Path.GetTempFileName();

    /// <summary>user item rating.</summary>
    public string Blanks { get; } = Path.GetTempFileName();

    /// <summary>The first, compressed; only where sorted.</summary>
    public string Compressed { get; } = Path.GetTempFileName();

    public void Dispose()
    {
        File.Delete(Commas);
        File.Delete(Blanks);
        File.Delete(Compressed);
    }

    private static StreamWriter Create(string path) => new(path, append: false, Encoding.ASCII, 1 << 20);
}
