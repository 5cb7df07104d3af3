using System.IO.Compression;
using System.Text;
using FastMf.Data;
using FastMf.IO;

namespace FastMf.Tests.IO;

/// <summary>Short cuts for tests that read ratings from a text.</summary>
internal static class RatingsText
{
    public const string Name = "ratings.csv";

    public static Ratings Read(string text, RatingsFormat? format = null) => Load(text, format).Ratings;

    public static LoadedRatings Load(string text, RatingsFormat? format = null) =>
        RatingsReader.Load(Stream(text), Name, format);

    public static Ratings ReadPairs(string text, RatingsFormat? format = null) =>
        RatingsReader.ReadPairs(Stream(text), Name, format);

    public static RatingsFormatException Fails(string text, RatingsFormat? format = null) =>
        Assert.Throws<RatingsFormatException>(() => Load(text, format));

    public static MemoryStream Stream(string text) => new(Encoding.UTF8.GetBytes(text));

    public static byte[] Compress(string text)
    {
        using MemoryStream compressed = new();
        using (GZipStream gzip = new(compressed, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return compressed.ToArray();
    }

    /// <summary>The ratings as lines of ids, values, times and weights: what a file means, whatever it looks like.</summary>
    public static string[] Lines(Ratings ratings) =>
        [
            .. Enumerable
                .Range(0, ratings.Count)
                .Select(i =>
                    FormattableString.Invariant(
                        $"{ratings.Users[ratings.UserRows[i]]} {ratings.Items[ratings.ItemRows[i]]} {ratings.Values[i]}"
                    )
                    + (ratings.Times.IsEmpty ? "" : FormattableString.Invariant($" {ratings.Times[i]}"))
                    + (ratings.Weights.IsEmpty ? "" : FormattableString.Invariant($" w{ratings.Weights[i]}"))
                ),
        ];
}
