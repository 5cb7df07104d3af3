using System.Text.Json;

namespace FastMf.Tests.Cli;

/// <summary>Lists for all users, and lists of what may be in them.</summary>
public class RecommendTests
{
    [Fact]
    public void AllAreAnsweredLikeEach()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv", users: 150);
        string model = folder.Train(ratings);
        string[] options = ["-n", "7", "--exclude", ratings];
        string all = CliRun.Done(["recommend", model, "--all", "--threads", "2", .. options]).Output;
        string[] users = [.. Column(all, 0).Distinct()];
        Assert.True(users.Length > 100);
        Assert.Equal(all, CliRun.Done(["recommend", model, "--user", .. users, .. options]).Output);
        Assert.Equal(all, CliRun.Done(["recommend", model, "--all", "--threads", "1", .. options]).Output);
        JsonElement json = CliRun.Json(["recommend", model, "--all", .. options]);
        Assert.Equal(users, json.EnumerateArray().Select(user => user.GetProperty("user").ToString()));
    }

    /// <summary>Known, unknown with and without ratings, some twice: in the order asked for, and each as in a call of its own.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(90)]
    [InlineData(90, "--exclude", "seen")]
    [InlineData(5, "--exclude", "seen", "--deny", "deny", "-n", "1000")]
    [InlineData(40, "--exclude", "seen", "--allow", "allow", "--deny", "deny", "-n", "3")]
    [InlineData(0, "--exclude", "seen", "--deny", "deny")]
    public void UsersTogetherAreAnsweredLikeEach(int known, params string[] options)
    {
        using TemporaryFolder folder = new();
        string model = folder.Train(folder.WriteRatings("ratings.csv", users: 90));
        folder.WriteRatings("seen", users: 94, items: 15);
        folder.Write("deny", "5\n9\n");
        folder.Write("allow", "1\n2\n3\n5\n8\n13\n17\n");
        options = [.. options.Select(word => File.Exists(folder[word]) ? folder[word] : word)];
        string[] users =
        [
            "stranger",
            .. Enumerable
                .Range(1, known)
                .SelectMany(user => (string[])[$"{user}", .. user % 7 == 0 ? ["94", "7"] : Nobody(user)]),
            "93",
        ];
        string together = CliRun.Done(["recommend", model, "--user", .. users, .. options]).Output;
        string[] each =
        [
            .. users
                .Select(user => CliRun.Done(["recommend", model, "--user", user, .. options]).Output)
                .SelectMany(output => output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..]),
        ];
        Assert.True(each.Length > users.Length);
        Assert.Equal(each, together.Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..]);
        CliRun.Done("index", model);
        Assert.Equal(together, CliRun.Done(["recommend", model, "--user", .. users, .. options]).Output);

        static string[] Nobody(int user) => user % 5 == 0 ? ["stranger", "other"] : [];
    }

    [Theory]
    [InlineData("--all")]
    [InlineData("--user", "1", "2", "stranger")]
    public void ListsSayWhatMayBeRecommended(params string[] users)
    {
        using TemporaryFolder folder = new();
        string model = folder.Train(folder.WriteRatings("ratings.csv"));
        string allow = folder.Write("allow.txt", "3\n5\n\n 8 \n11\nnothing\n");
        string deny = folder.Write("deny.txt", "5\r\n9\r\n");
        CliRun both = CliRun.Done(["recommend", model, .. users, "--allow", allow, "--deny", deny]);
        Assert.Equal(["11", "3", "8"], Column(both.Output, 1).Distinct().Order(StringComparer.Ordinal));
        Assert.Contains("none of 1 of 5", both.Error, StringComparison.Ordinal);
        string[] rest =
        [
            .. Column(CliRun.Done(["recommend", model, .. users, "--deny", deny, "-n", "1000"]).Output, 1),
        ];
        Assert.DoesNotContain("5", rest);
        Assert.Contains("3", rest);
    }

    [Fact]
    public void AMissingListIsNamed()
    {
        using TemporaryFolder folder = new();
        string missing = folder["missing.txt"];
        CliRun.Refused(
            1,
            missing,
            "recommend",
            folder.Train(folder.WriteRatings("ratings.csv")),
            "--all",
            "--deny",
            missing
        );
    }

    private static IEnumerable<string> Column(string lines, int column) =>
        lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(',')[column]);
}
