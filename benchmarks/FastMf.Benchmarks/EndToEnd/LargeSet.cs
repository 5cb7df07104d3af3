using FastMf.Data;

namespace FastMf.Benchmarks.EndToEnd;

/// <summary>Ratings of the shape of MovieLens 20M, as most figures are given for.</summary>
internal static class LargeSet
{
    /// <summary>All of the ratings; who wants some held out splits them.</summary>
    public static Ratings Generate(int ratings) =>
        SyntheticRatings
            .Generate(
                new SyntheticOptions
                {
                    Users = 138_493,
                    Items = 26_744,
                    Ratings = ratings,
                    Rank = 12,
                }
            )
            .Ratings;
}
