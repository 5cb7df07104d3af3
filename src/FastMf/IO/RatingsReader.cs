using FastMf.Data;

namespace FastMf.IO;

/// <summary>
/// Reads ratings from delimited text, plain or gzip (found by its first bytes): one rating a line, in UTF-8. See
/// <see cref="RatingsFormat"/> for what is found by itself and what can be said. Ids of a column are integers where
/// every id is the canonical decimal form of one, otherwise texts. Lines are at most 1,048,576 bytes long.
/// </summary>
public static class RatingsReader
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">How to read it; null finds out.</param>
    /// <param name="progress">Told after each few megabytes.</param>
    /// <param name="cancellationToken">Looked at as often.</param>
    /// <exception cref="ArgumentException">The format is not possible.</exception>
    /// <exception cref="RatingsFormatException">The file is not what it should be; says where.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Ratings Read(
        string path,
        RatingsFormat? format = null,
        IProgress<ReadProgress>? progress = null,
        CancellationToken cancellationToken = default
    ) => Load(path, format, progress, cancellationToken).Ratings;

    /// <summary>Reads a stream to its end and leaves it open.</summary>
    /// <param name="stream">The text, plain or gzip.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="format">How to read it; null finds out.</param>
    /// <param name="progress">Told after each few megabytes.</param>
    /// <param name="cancellationToken">Looked at as often.</param>
    /// <exception cref="ArgumentException">The format is not possible.</exception>
    /// <exception cref="RatingsFormatException">The text is not what it should be; says where.</exception>
    public static Ratings Read(
        Stream stream,
        string name,
        RatingsFormat? format = null,
        IProgress<ReadProgress>? progress = null,
        CancellationToken cancellationToken = default
    ) => Load(stream, name, format, progress, cancellationToken).Ratings;

    /// <summary>Reads a file and says what happened on the way.</summary>
    /// <inheritdoc cref="Read(string, RatingsFormat, IProgress{ReadProgress}, CancellationToken)"/>
    public static LoadedRatings Load(
        string path,
        RatingsFormat? format = null,
        IProgress<ReadProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        using FileStream stream = Open(path);
        return Load(stream, path, format, progress, cancellationToken);
    }

    /// <summary>Reads a stream to its end, leaves it open, and says what happened on the way.</summary>
    /// <inheritdoc cref="Read(Stream, string, RatingsFormat, IProgress{ReadProgress}, CancellationToken)"/>
    public static LoadedRatings Load(
        Stream stream,
        string name,
        RatingsFormat? format = null,
        IProgress<ReadProgress>? progress = null,
        CancellationToken cancellationToken = default
    ) => new RatingsLoad(name, format, pairs: false, progress, cancellationToken).Run(stream);

    /// <summary>
    /// Reads pairs of users and items, for predictions: the values are 0, other columns are not read, and order and
    /// repetitions stay.
    /// </summary>
    /// <inheritdoc cref="Read(string, RatingsFormat, IProgress{ReadProgress}, CancellationToken)"/>
    public static Ratings ReadPairs(
        string path,
        RatingsFormat? format = null,
        IProgress<ReadProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        using FileStream stream = Open(path);
        return ReadPairs(stream, path, format, progress, cancellationToken);
    }

    /// <summary>Reads pairs of users and items from a stream, likewise.</summary>
    /// <inheritdoc cref="Read(Stream, string, RatingsFormat, IProgress{ReadProgress}, CancellationToken)"/>
    public static Ratings ReadPairs(
        Stream stream,
        string name,
        RatingsFormat? format = null,
        IProgress<ReadProgress>? progress = null,
        CancellationToken cancellationToken = default
    ) => new RatingsLoad(name, format, pairs: true, progress, cancellationToken).Run(stream).Ratings;

    private static FileStream Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0, FileOptions.SequentialScan);
    }
}
