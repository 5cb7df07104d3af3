using System.Globalization;
using System.Text;
using System.Text.Json;
using FastMf.Catalogs;
using FastMf.Losses;
using FastMf.Optimizers;

namespace FastMf.Tests.Cli;

/// <summary>Losses from the command line: what they need, what they refuse, how their models are measured.</summary>
public class LossTests
{
    [Theory]
    [InlineData("absolute", "absolute")]
    [InlineData("huber", "huber 1")]
    [InlineData("huber --huber-delta 0.5", "huber 0.5")]
    [InlineData("kl --nonnegative", "kl")]
    public void A_loss_is_trained_and_written_into_the_model(string loss, string text)
    {
        using TemporaryFolder folder = new();
        string model = folder.Train(folder.WriteRatings("ratings.csv"), ["--loss", .. loss.Split(' ')]);
        JsonElement json = CliRun.Json("inspect", model);
        Assert.Equal(text, json.GetProperty("metadata").GetProperty("fastmf.loss").GetString());
        Assert.Equal(!text.StartsWith("kl", StringComparison.Ordinal), json.GetProperty("bias").GetBoolean());
    }

    [Fact]
    public void Help_names_all_losses_and_optimizers_with_their_formulas_and_settings()
    {
        string help = CliRun.Done("train", "--help").Output;
        Assert.Contains(string.Join('|', LossCatalog.All.Select(loss => loss.Name)), help, StringComparison.Ordinal);
        Assert.Contains(string.Join('|', OptimizerCatalog.All.Select(o => o.Name)), help, StringComparison.Ordinal);
        foreach (Loss loss in LossCatalog.All)
        {
            Assert.Contains($"{loss.Name}, {loss.Formula}", help, StringComparison.Ordinal);
            foreach (Setting<Loss> setting in loss.Settings)
                Assert.Contains($"--{loss.Name}-{setting.Name} ", help, StringComparison.Ordinal);
        }
        foreach (Setting<Optimizer> setting in OptimizerCatalog.All.SelectMany(optimizer => optimizer.Settings))
        {
            Assert.Contains($"--{setting.Name} ", help, StringComparison.Ordinal);
            Assert.Contains(setting.Meaning, help, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("logistic", 0)]
    [InlineData("hinge", -1)]
    [InlineData("squared-hinge", -1)]
    public void Classes_are_measured_by_log_loss_and_accuracy(string loss, int no)
    {
        using TemporaryFolder folder = new();
        string ratings = Classes(folder, no);
        string[] train = ["train", ratings, "-o", folder["m"], "--loss", loss, "--rank", "4", "--validation", "0.2"];
        JsonElement trained = CliRun.Json(train);
        string[] keys = ["logLoss", "accuracy", "ratings", "unknown", "bestEpoch"];
        Assert.Equal(keys, trained.GetProperty("validation").EnumerateObject().Select(p => p.Name));
        JsonElement epoch = trained.GetProperty("epochs")[1];
        Assert.Equal(JsonValueKind.Null, epoch.GetProperty("trainRmse").ValueKind);
        Assert.Equal(JsonValueKind.Null, epoch.GetProperty("validationRmse").ValueKind);
        Assert.InRange(epoch.GetProperty("validationLogLoss").GetDouble(), 0, 2);
        Assert.Contains("validation log loss", CliRun.Done(train).Error, StringComparison.Ordinal);

        JsonElement evaluated = CliRun.Json("evaluate", folder["m"], ratings);
        string[] measures = ["ratings", "unknown", "logLoss", "accuracy", "objective", "dataCost", "penalty"];
        Assert.Equal(measures, evaluated.EnumerateObject().Select(p => p.Name));
        Assert.InRange(evaluated.GetProperty("accuracy").GetDouble(), 0.8, 1);
    }

    [Fact]
    public void Predict_writes_the_probability_for_logistic()
    {
        using TemporaryFolder folder = new();
        string ratings = Classes(folder, no: 0);
        string model = folder.Train(ratings, "--loss", "logistic", "--epochs", "20");
        string[] lines = CliRun
            .Done("predict", model, ratings)
            .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        float[] p = [.. lines[1..].Select(line => float.Parse(line.Split(',')[2], CultureInfo.InvariantCulture))];
        Assert.All(p, x => Assert.InRange(x, 0f, 1f));
        double logLoss = 0;
        string[] known = File.ReadAllLines(ratings)[1..];
        for (int k = 0; k < p.Length; k++)
            logLoss -= Math.Log(known[k].EndsWith(",1", StringComparison.Ordinal) ? p[k] : 1 - p[k]) / p.Length;
        double told = CliRun.Json("evaluate", model, ratings).GetProperty("logLoss").GetDouble();
        Assert.Equal(told, logLoss, 1e-5);
    }

    [Theory]
    [InlineData("--loss logistic", "--loss logistic is not for")]
    [InlineData("--loss logistic", "among them 4.5, 1.5")]
    [InlineData("--loss hinge", "-1 or +1")]
    [InlineData("--loss kl", "--loss kl needs --nonnegative")]
    [InlineData("--loss kl --nonnegative --bias on", "--bias on is not for --loss kl")]
    [InlineData("--loss hinge --bias on", "--bias on is not for --loss hinge")]
    [InlineData("--loss absolute --huber-delta 2", "--huber-delta is not for --loss absolute")]
    [InlineData("--loss logistic --clip", "--clip is not for")]
    public void What_does_not_fit_the_loss_is_refused(string options, string words)
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        CliRun.Refused(2, words, ["train", ratings, "-o", folder["m"], .. options.Split(' ')]);
        Assert.Equal(["ratings.csv"], folder.Files);
    }

    [Fact]
    public void Ratings_below_0_are_refused_for_kl_and_those_to_validate_on_too()
    {
        using TemporaryFolder folder = new();
        string good = folder.WriteRatings("good.csv");
        string bad = folder.Write("bad.csv", "user,item,rating\n1,2,3\n1,3,-2.5\n");
        string[] kl = ["--loss", "kl", "--nonnegative", "-o", folder["m"]];
        CliRun.Refused(2, "-2.5", ["train", bad, .. kl]);
        CliRun.Refused(2, "bad.csv", ["train", good, "--validation", bad, .. kl]);
        string model = folder.Train(good, "--loss", "kl", "--nonnegative");
        CliRun.Refused(2, "-2.5", "evaluate", model, bad);
    }

    /// <summary>Two tastes: 1 for items of the user's own parity.</summary>
    private static string Classes(TemporaryFolder folder, int no)
    {
        StringBuilder text = new("user,item,rating\n");
        for (int user = 1; user <= 40; user++)
        for (int item = 1; item <= 30; item++)
            text.Append(CultureInfo.InvariantCulture, $"{user},{item},{((user + item) % 2 == 0 ? 1 : no)}\n");
        return folder.Write("classes.csv", text.ToString());
    }
}
