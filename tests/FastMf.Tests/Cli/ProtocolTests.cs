using System.Text.Json;

namespace FastMf.Tests.Cli;

/// <summary>Ways to judge a ranking, from the command line.</summary>
public class ProtocolTests
{
    [Fact]
    public void Users_of_a_history_are_folded_in_and_its_pairs_are_not_ranked()
    {
        using TemporaryFolder folder = new();
        string model = folder.Train(folder.WriteRatings("ratings.csv"), "--solver", "ials");
        string history = folder.Write(
            "history.csv",
            "user,item,rating\n900,2,5\n900,4,5\n900,6,5\n901,1,5\n901,3,5\n901,5,5\n"
        );
        string test = folder.Write("test.csv", "user,item,rating\n900,8,5\n901,7,5\n");
        JsonElement unknown = CliRun.Json("evaluate", model, test, "--top", "3");
        Assert.Equal(2, unknown.GetProperty("unknownUsers").GetInt32());
        JsonElement folded = CliRun.Json("evaluate", model, test, "--top", "3", "--fold-in", history);
        Assert.Equal(0, folded.GetProperty("unknownUsers").GetInt32());
        Assert.Equal(0, folded.GetProperty("unknown").GetInt32());
        JsonElement same = CliRun.Json(
            "evaluate",
            model,
            test,
            "--top",
            "3",
            "--fold-in",
            history,
            "--exclude",
            history
        );
        Assert.Equal(folded.ToString(), same.ToString());
        Assert.True(folded.GetProperty("auc").GetDouble() > 0.6);
        CliRun.Refused(
            2,
            "(solver bpr)",
            "evaluate",
            folder.Train(folder.WriteRatings("again.csv"), "--solver", "bpr"),
            test,
            "--top",
            "3",
            "--fold-in",
            history
        );
    }

    [Fact]
    public void Baselines_stand_beside_the_model()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        string model = folder.Train(ratings);
        string test = folder.Write("test.csv", "user,item,rating\n1,3,5\n2,8,5\n7,1,5\n99,2,5\n");
        string[] call = ["evaluate", model, test, "--top", "3", "--exclude", ratings, "--baselines", ratings];
        JsonElement json = CliRun.Json(call);
        foreach (string name in (string[])["most-popular", "item-item"])
        {
            JsonElement figures = json.GetProperty("baselines").GetProperty(name);
            Assert.InRange(figures.GetProperty("ndcg@3").GetDouble(), 0, 1);
            Assert.Equal(json.GetProperty("users").GetInt32(), figures.GetProperty("users").GetInt32());
        }
        string text = CliRun.Done(call).Output;
        Assert.Contains("most-popular", text, StringComparison.Ordinal);
        string line = text.Split('\n').Single(l => l.StartsWith("ndcg@3", StringComparison.Ordinal));
        Assert.Equal(4, line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.True(CliRun.Json([.. call, "--fold-in", ratings]).TryGetProperty("baselines", out _));
    }

    [Fact]
    public void Sampled_items_come_with_a_warning_and_their_number()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        string model = folder.Train(ratings);
        string[] call = ["evaluate", model, ratings, "--top", "3", "--positive", "4"];
        JsonElement sampled = CliRun.Json([.. call, "--negatives", "2"]);
        Assert.Equal(2, sampled.GetProperty("sampledNegatives").GetInt32());
        Assert.False(CliRun.Json(call).TryGetProperty("sampledNegatives", out _));
        CliRun run = CliRun.Done([.. call, "--negatives", "2"]);
        Assert.Contains("do not compare", run.Error, StringComparison.Ordinal);
        Assert.Contains("2 drawn", run.Output, StringComparison.Ordinal);
        Assert.NotEqual(
            sampled.GetProperty("auc").GetDouble(),
            CliRun.Json([.. call, "--negatives", "2", "--seed", "7"]).GetProperty("auc").GetDouble()
        );
    }

    [Theory]
    [InlineData("--negatives", "5")]
    [InlineData("--fold-in", "x.csv")]
    [InlineData("--baselines", "x.csv")]
    public void They_are_for_rankings_alone(string option, string value) =>
        CliRun.Refused(2, $"{option} needs --top", "evaluate", "m", "r.csv", option, value);

    [Fact]
    public void A_seed_without_draws_is_refused() =>
        CliRun.Refused(2, "--seed needs --negatives", "evaluate", "m", "r.csv", "--top", "3", "--seed", "7");
}
