using FastMf.Data;

namespace FastMf.IO;

/// <summary>Ratings from a file, and what happened on the way.</summary>
/// <param name="Ratings">The ratings.</param>
/// <param name="Lines">Lines in the file, the header and empty lines included.</param>
/// <param name="Skipped">Bad lines left out.</param>
/// <param name="Duplicates">Ratings that were merged into another of the same user and item.</param>
/// <param name="Format">The format, with what was found filled in.</param>
public sealed record LoadedRatings(Ratings Ratings, long Lines, int Skipped, int Duplicates, RatingsFormat Format);
