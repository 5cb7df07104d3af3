namespace FastMf.Tests.Cli;

/// <summary>Files that are not there, or cannot be written, are named; a failed call leaves nothing behind.</summary>
public class FileTests
{
    [Fact]
    public void An_output_folder_must_exist_before_any_work_begins()
    {
        using TemporaryFolder folder = new();
        string output = Path.Combine(folder["missing"], "m");
        string broken = folder.Write("broken.csv", "no ratings here");
        foreach (
            string[] call in (string[][])
                [
                    ["train", broken, "-o", output],
                    ["train", broken, "-o", folder["m"], "--report", output],
                    ["generate", output],
                    ["predict", broken, broken, "-o", output],
                    ["recommend", broken, "--all", "-o", output],
                    ["convert", broken, output],
                    ["tune", broken, "-o", folder["m"], "--report", output],
                    ["demo", "-o", output],
                    ["demo", "-o", folder["m"], "--report", output],
                ]
        )
            CliRun.Refused(2, folder["missing"], call);
        Assert.Equal(["broken.csv"], folder.Files);
    }

    [Fact]
    public void An_output_never_replaces_what_is_read()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        string before = File.ReadAllText(ratings);
        CliRun.Refused(2, "ratings.csv", "train", ratings, "-o", ratings);
        CliRun.Refused(2, "ratings.csv", "train", ratings, "-o", folder["m"], "--report", ratings);
        CliRun.Refused(2, "--report", "train", ratings, "-o", folder["m"], "--report", folder["m"]);
        CliRun.Refused(2, "ratings.csv", "convert", ratings, Path.Combine(folder.Path, ".", "ratings.csv"));
        Assert.Equal(before, File.ReadAllText(ratings));
    }

    [Fact]
    public void Missing_inputs_are_named()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        string missing = folder["missing.csv"];
        CliRun.Refused(1, missing, "train", missing, "-o", folder["m"]);
        CliRun.Refused(1, missing, "train", ratings, "-o", folder["m"], "--validation", missing);
        CliRun.Refused(1, missing, "train", ratings, "-o", folder["m"], "--init", missing);
        CliRun.Refused(1, missing, "evaluate", missing, ratings);
        CliRun.Refused(1, missing, "predict", missing, ratings);
        CliRun.Refused(1, missing, "recommend", missing, "--all");
        CliRun.Refused(1, missing, "similar", missing, "--item", "1");
        CliRun.Refused(1, missing, "inspect", missing);
        CliRun.Refused(1, missing, "convert", missing, folder["m"]);
        CliRun.Refused(1, "folder", "inspect", folder.Path);
        Assert.Equal(["ratings.csv"], folder.Files);
    }

    [Fact]
    public void Bad_ratings_are_named_with_their_line()
    {
        using TemporaryFolder folder = new();
        string bad = folder.Write("bad.csv", "user,item,rating\n1,2,3\n1,3,high\n");
        CliRun run = CliRun.Refused(1, "bad.csv", "train", bad, "-o", folder["m"], "--json");
        Assert.Contains("3", run.Error, StringComparison.Ordinal);
        Assert.Contains("high", run.Error, StringComparison.Ordinal);
        CliRun.Refused(1, "empty.csv", "train", folder.Write("empty.csv", ""), "-o", folder["m"]);
        CliRun.Refused(1, "header.csv", "train", folder.Write("header.csv", "user,item,rating\n"), "-o", folder["m"]);
        Assert.Equal(["bad.csv", "empty.csv", "header.csv"], folder.Files);
    }

    [Fact]
    public void A_damaged_model_is_named_and_refused()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        string model = folder.Train(ratings);
        byte[] bytes = File.ReadAllBytes(model);
        bytes[^3] ^= 1;
        File.WriteAllBytes(model, bytes);
        CliRun.Refused(1, model, "evaluate", model, ratings);
        CliRun.Refused(1, model, "recommend", model, "--user", "1", "--json");
        CliRun.Refused(1, model, "inspect", model, "--json");
        CliRun.Refused(1, ratings, "evaluate", ratings, ratings);
    }

    [Fact]
    public void A_cancelled_call_ends_with_130_and_leaves_no_file()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        string model = folder.Train(ratings);
        using CancellationTokenSource stop = new();
        stop.Cancel();
        foreach (
            string[] call in (string[][])
                [
                    ["train", ratings, "-o", folder["new"]],
                    ["generate", folder["new"]],
                    ["recommend", model, "--all", "-o", folder["new"]],
                    ["predict", model, ratings, "-o", folder["new"]],
                    ["convert", model, folder["new"]],
                    ["evaluate", model, ratings],
                    ["demo", "-o", folder["new"]],
                ]
        )
        {
            CliRun run = CliRun.Of(stop.Token, [.. call, "--json"]);
            Assert.Equal(130, run.Code);
            Assert.Equal("", run.Output);
        }
        Assert.Equal(["model.safetensors", "ratings.csv"], folder.Files);
    }
}
