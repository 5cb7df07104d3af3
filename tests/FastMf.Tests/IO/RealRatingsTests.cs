using FastMf.IO;

namespace FastMf.Tests.IO;

/// <summary>Files as they are out there. The numbers are those of their own descriptions.</summary>
public class RealRatingsTests
{
    [RealDataFact]
    public void MovieLens_with_header_and_carriage_returns()
    {
        LoadedRatings loaded = Load("ml-latest-small/ratings.csv");

        Assert.Equal((100_836, 610, 9_724), Sizes(loaded));
        Assert.Equal((",", true, "user,item,rating,time"), Found(loaded));
        Assert.True(loaded.Ratings.Users.IsInteger && loaded.Ratings.Items.IsInteger);
        Assert.Equal((0.5f, 5f, 964982703L), (loaded.Ratings.Min, loaded.Ratings.Max, loaded.Ratings.Times[0]));
    }

    [RealDataFact]
    public void MovieTweetings_with_colons_and_leading_zeros()
    {
        LoadedRatings loaded = Load("movietweetings-100k/ratings.dat");

        Assert.Equal((100_000, 16_554, 10_506), Sizes(loaded));
        Assert.Equal(("::", false, "user,item,rating,time"), Found(loaded));
        Assert.True(loaded.Ratings.Users.IsInteger);
        Assert.False(loaded.Ratings.Items.IsInteger);
        Assert.True(loaded.Ratings.Items.TryGetRow("0104257", out _));
        Assert.False(loaded.Ratings.Items.TryGetRow("104257", out _));
    }

    [RealDataFact]
    public void LastFm_with_tabs_and_counts()
    {
        LoadedRatings loaded = Load("lastfm-hetrec2011/user_artist.dat");

        Assert.Equal((92_834, 1_892, 17_632), Sizes(loaded));
        Assert.Equal(("\t", false, "user,item,rating"), Found(loaded));
    }

    private static LoadedRatings Load(string name) =>
        RatingsReader.Load(Path.Combine(RealDataFactAttribute.Folder, name));

    private static (int Ratings, int Users, int Items) Sizes(LoadedRatings loaded) =>
        (loaded.Ratings.Count, loaded.Ratings.Users.Count, loaded.Ratings.Items.Count);

    private static (string? Separator, bool? Header, string? Columns) Found(LoadedRatings loaded) =>
        (loaded.Format.Separator, loaded.Format.Header, loaded.Format.Columns);
}
