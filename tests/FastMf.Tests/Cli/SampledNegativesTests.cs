using System.Text.Json;
using FastMf.Cli.Output;

namespace FastMf.Tests.Cli;

/// <summary>Logistic matrix factorization from the command line, and documents too long for memory.</summary>
public class SampledNegativesTests
{
    [Theory]
    [InlineData("sgd", "logistic")]
    [InlineData("gradient", "hinge")]
    public void Plays_alone_are_enough_for_losses_of_classes(string solver, string loss)
    {
        using TemporaryFolder folder = new();
        string plays = folder.WriteRatings("plays.csv");
        string[] call = ["train", plays, "-o", folder["m"], "--solver", solver, "--loss", loss, "--epochs", "200"];
        CliRun.Refused(2, $"--loss {loss} is not for", call);
        JsonElement json = CliRun.Json([.. call, "--sampled-negatives", "2", "--positive", "4", "--validation", "0.2"]);
        int pairs = json.GetProperty("ratings").GetInt32();
        Assert.InRange(pairs, 0.8 * 2 * 220, 0.8 * 3 * 240); // about half of 450 ratings are positives
        Assert.InRange(json.GetProperty("validation").GetProperty("accuracy").GetDouble(), 0.6, 1);
        Assert.Equal(pairs, Trained("--threads", "1"));
        JsonElement ranked = CliRun.Json("evaluate", folder["m"], plays, "--top", "5", "--positive", "4");
        Assert.True(ranked.GetProperty("auc").GetDouble() > 0.7);
        Assert.False(ranked.TryGetProperty("objective", out _));
        CliRun.Refused(2, "ratings", "evaluate", folder["m"], plays); // 4.5 stars are no class
        JsonElement best = CliRun.Json("recommend", folder["m"], "--user", "2", "-n", "4");
        Assert.All(
            best[0].GetProperty("items").EnumerateArray(),
            entry => Assert.Equal(0, entry.GetProperty("item").GetInt32() % 2)
        );

        int Trained(params string[] more) =>
            CliRun
                .Json([.. call, "--sampled-negatives", "2", "--positive", "4", "--validation", "0.2", .. more])
                .GetProperty("ratings")
                .GetInt32();
    }

    [Fact]
    public void Other_losses_and_weights_are_refused()
    {
        CliRun.Refused(2, "not for squared", "train", "r.csv", "-o", "m", "--sampled-negatives", "2");
        CliRun.Refused(
            2,
            "not for squared",
            "train",
            "r.csv",
            "-o",
            "m",
            "--solver",
            "als",
            "--sampled-negatives",
            "2"
        );
        CliRun.Refused(2, "--positive is for", "train", "r.csv", "-o", "m", "--loss", "logistic", "--positive", "4");
        using TemporaryFolder folder = new();
        string weighted = folder.Write("w.csv", "user,item,rating,weight\n1,2,1,3\n1,3,1,1\n");
        string[] call = ["train", weighted, "-o", folder["m"], "--loss", "logistic", "--sampled-negatives", "2"];
        CliRun.Refused(2, "weights", [.. call, "--columns", "user,item,rating,weight"]);
    }

    [Fact]
    public void A_large_document_is_not_held_in_memory()
    {
        using StringWriter few = new();
        Session session = new(TextWriter.Null, ProgressDisplay.None, json: true, quiet: true, default);
        Write(session, 1000); // what is needed once
        long before = GC.GetAllocatedBytesForCurrentThread();
        Write(session, 4_000_000); // 32 MB
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000);
        Write(new(few, ProgressDisplay.None, json: true, quiet: true, default), 20_000);
        Assert.Equal(20_000, JsonDocument.Parse(few.ToString()).RootElement.GetArrayLength());

        static void Write(Session session, int count) =>
            session.WriteJson(
                json =>
                {
                    json.WriteStartArray();
                    for (int k = 0; k < count; k++)
                    {
                        json.WriteNumberValue(1_000_000 + k);
                        json.FlushSometimes();
                    }
                    json.WriteEndArray();
                },
                large: true
            );
    }
}
