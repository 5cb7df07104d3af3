using System.Globalization;
using System.Text.Json;

namespace FastMf.Tests.Cli;

/// <summary>The main job: ratings in, a model file out.</summary>
public class TrainTests
{
    [Theory]
    [InlineData("u{0},i{1}", "{0},{1}", "texts (such as u1) as user ids, the ratings have integers (such as 1)")]
    [InlineData("{0},{1}", "u{0},{1}", "integers (such as 1) as user ids, the ratings have texts (such as u1)")]
    [InlineData("{0},{1}", "{0},i{1}", "integers (such as 1) as item ids, the ratings have texts (such as i1)")]
    public void A_warm_start_with_ids_of_another_kind_is_refused(string first, string second, string words)
    {
        using TemporaryFolder folder = new();
        string model = folder.Train(Write("first.csv", first));
        CliRun refused = CliRun.Refused(
            2,
            words,
            "train",
            Write("new.csv", second),
            "-o",
            folder["m"],
            "--init",
            model
        );
        Assert.Contains($"--init {model}", refused.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["m"]));
        CliRun.Done("train", Write("same.csv", first), "-o", folder["m"], "--init", model);

        string Write(string name, string ids) =>
            folder.Write(
                name,
                string.Concat(
                    from user in Enumerable.Range(1, 5)
                    from item in Enumerable.Range(1, 4)
                    select string.Format(
                        CultureInfo.InvariantCulture,
                        ids + ",{2}\n",
                        user,
                        item,
                        1 + (user + item) % 5
                    )
                )
            );
    }

    [Fact]
    public void Json_has_exactly_the_keys_of_the_contract()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        JsonElement json = CliRun.Json(
            "train",
            ratings,
            "-o",
            folder["m"],
            "--epochs",
            "3",
            "--rank",
            "4",
            "--validation",
            "0.2"
        );
        string[] keys =
        [
            "model",
            "users",
            "items",
            "ratings",
            "rank",
            "solver",
            "seed",
            "threads",
            "loadSeconds",
            "trainSeconds",
            "stopped",
            "epochs",
            "validation",
            "diagnosis",
        ];
        Assert.Equal(keys, Keys(json));
        string[] epochKeys =
        [
            "epoch",
            "objective",
            "dataCost",
            "penalty",
            "trainRmse",
            "validationRmse",
            "learningRate",
            "seconds",
            "userNorm",
            "itemNorm",
        ];
        Assert.All(json.GetProperty("epochs").EnumerateArray(), epoch => Assert.Equal(epochKeys, Keys(epoch)));
        Assert.Equal(
            [0, 1, 2, 3],
            json.GetProperty("epochs").EnumerateArray().Select(e => e.GetProperty("epoch").GetInt32())
        );
        Assert.Equal(["rmse", "mae", "ratings", "unknown", "bestEpoch"], Keys(json.GetProperty("validation")));
        Assert.Equal("sgd", json.GetProperty("solver").GetString());
        Assert.Equal("epochs", json.GetProperty("stopped").GetString());
        Assert.Equal(42, json.GetProperty("seed").GetInt32());
        Assert.Equal(30, json.GetProperty("users").GetInt32());
        Assert.Equal(4, json.GetProperty("rank").GetInt32());
        Assert.Equal(folder["m"], json.GetProperty("model").GetString());
        Assert.True(File.Exists(folder["m"]));
    }

    [Fact]
    public void A_share_set_aside_counts_as_a_file_of_its_own()
    {
        using TemporaryFolder folder = new();
        string once = string.Concat(Enumerable.Range(1, 50).Select(k => $"{k},{1000 + k},3\n")); // items rated once
        string ratings = folder.Write(
            "ratings.csv",
            File.ReadAllText(folder.WriteRatings("all.csv", users: 50)) + once
        );
        JsonElement json = CliRun.Json("train", ratings, "-o", folder["m"], "--epochs", "1", "--validation", "0.3");
        int unknown = json.GetProperty("validation").GetProperty("unknown").GetInt32();
        Assert.InRange(unknown, 1, 49);
        Assert.Equal(70 - unknown, json.GetProperty("items").GetInt32());
        Assert.Equal(70 - unknown, CliRun.Json("inspect", folder["m"]).GetProperty("items").GetInt32());
    }

    [Fact]
    public void Without_validation_ratings_there_is_no_validation()
    {
        using TemporaryFolder folder = new();
        JsonElement json = CliRun.Json("train", folder.WriteRatings("ratings.csv"), "-o", folder["m"], "--epochs", "1");
        Assert.Equal(JsonValueKind.Null, json.GetProperty("validation").ValueKind);
    }

    [Fact]
    public void Evaluating_on_the_training_file_gives_the_last_reported_objective()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        JsonElement trained = CliRun.Json("train", ratings, "-o", folder["m"], "--epochs", "4", "--rank", "5");
        JsonElement last = trained.GetProperty("epochs").EnumerateArray().Last();
        JsonElement evaluated = CliRun.Json("evaluate", folder["m"], ratings);
        foreach (string name in new[] { "objective", "dataCost", "penalty" })
            Assert.Equal(
                last.GetProperty(name).GetDouble(),
                evaluated.GetProperty(name).GetDouble(),
                1e-9 * last.GetProperty("objective").GetDouble()
            );
        Assert.Equal(last.GetProperty("trainRmse").GetDouble(), evaluated.GetProperty("rmse").GetDouble(), 1e-9);
    }

    [Fact]
    [Trait("Category", "Bits")]
    public void The_file_is_the_same_for_any_number_of_threads()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        byte[] one = Train("1");
        Assert.Equal(one, Train("2"));
        Assert.Equal(one, Train("7"));

        byte[] Train(string threads)
        {
            CliRun.Done("train", ratings, "-o", folder["m"], "--epochs", "3", "--threads", threads, "--quiet");
            return File.ReadAllBytes(folder["m"]);
        }
    }

    [Fact]
    public void Progress_goes_to_standard_error_a_line_an_epoch_and_quiet_silences_it()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        CliRun loud = CliRun.Done("train", ratings, "-o", folder["m"], "--epochs", "3");
        Assert.DoesNotContain("epoch 1/3", loud.Output, StringComparison.Ordinal);
        for (int epoch = 1; epoch <= 3; epoch++)
            Assert.Contains($"epoch {epoch}/3", loud.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("objective", loud.Error, StringComparison.Ordinal);
        Assert.Contains(
            "objective",
            CliRun.Done("train", ratings, "-o", folder["m"], "--epochs", "1", "--track").Error,
            StringComparison.Ordinal
        );
        CliRun quiet = CliRun.Done("train", ratings, "-o", folder["m"], "--epochs", "3", "--quiet");
        Assert.Equal("", quiet.Error);
        Assert.Contains(folder["m"], quiet.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Training_learns_and_options_reach_the_trainer()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        double weak = LastRmse();
        Assert.InRange(weak, 0, 1);
        Assert.True(LastRmse("--l2", "3") > weak);
        Assert.NotEqual(weak, LastRmse("--seed", "7"));
        Assert.NotEqual(weak, LastRmse("--learning-rate", "0.01"));
        Assert.NotEqual(weak, LastRmse("--schedule", "constant", "--learning-rate", "0.01"));
        Assert.NotEqual(weak, LastRmse("--bias", "off"));
        Assert.NotEqual(weak, LastRmse("--penalty-exponent", "0.5"));
        Assert.NotEqual(weak, LastRmse("--init-scale", "0.3"));
        Assert.NotEqual(weak, LastRmse("--nonnegative"));

        double LastRmse(params string[] options) =>
            CliRun
                .Json(["train", ratings, "-o", folder["m"], "--rank", "4", "--epochs", "30", .. options])
                .GetProperty("epochs")
                .EnumerateArray()
                .Last()
                .GetProperty("trainRmse")
                .GetDouble();
    }

    [Fact]
    public void Clip_bounds_the_validation_error_and_never_the_model()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        string far = folder.Write("far.csv", "user,item,rating\n1,1,100\n2,2,100\n");
        string[] call = ["train", ratings, "-o", folder["m"], "--epochs", "2", "--validation", far];
        double free = CliRun.Json(call).GetProperty("validation").GetProperty("mae").GetDouble();
        byte[] model = File.ReadAllBytes(folder["m"]);
        double clipped = CliRun.Json([.. call, "--clip"]).GetProperty("validation").GetProperty("mae").GetDouble();
        Assert.Equal(model, File.ReadAllBytes(folder["m"]));
        Assert.True(clipped >= 95.5);
        Assert.Equal(free, CliRun.Json("evaluate", folder["m"], far).GetProperty("mae").GetDouble());
        Assert.Equal(clipped, CliRun.Json("evaluate", folder["m"], far, "--clip").GetProperty("mae").GetDouble());
    }

    [Fact]
    public void A_warm_start_goes_on_where_the_model_was()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        JsonElement first = CliRun.Json("train", ratings, "-o", folder["m"], "--rank", "4", "--epochs", "10");
        JsonElement second = CliRun.Json("train", ratings, "-o", folder["n"], "--init", folder["m"], "--epochs", "1");
        Assert.Equal(4, second.GetProperty("rank").GetInt32());
        double end = first.GetProperty("epochs").EnumerateArray().Last().GetProperty("trainRmse").GetDouble();
        double start = second.GetProperty("epochs").EnumerateArray().First().GetProperty("trainRmse").GetDouble();
        Assert.Equal(end, start, 1e-6);
    }

    [Theory]
    [InlineData("sgd")]
    [InlineData("gradient")]
    [InlineData("als")]
    public void A_warm_start_below_zero_is_refused_where_factors_must_not_be(string solver)
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        string[] call = ["train", ratings, "-o", folder["n"], "--solver", solver, "--nonnegative", "--epochs", "1"];
        string free = folder.Train(ratings);
        CliRun.Refused(2, $"--init {free}: The model to begin with has negative factors", [.. call, "--init", free]);
        string kept = folder.Train(ratings, "--nonnegative");
        CliRun.Done([.. call, "--init", kept]);
    }

    [Fact]
    public void What_the_library_refuses_is_told_with_the_file_or_option_it_came_from()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        string other = folder.Train(ratings);
        string[] call = ["train", ratings, "-o", folder["m"]];
        CliRun.Refused(
            2,
            $"--init {other}: The model to begin with has rank 4",
            [.. call, "--init", other, "--rank", "5"]
        );
        CliRun.Refused(2, $"{ratings}: No value is a positive", [.. call, "--solver", "ials", "--positive", "9"]);
        CliRun.Refused(2, $"--validation {ratings}: No user", [.. call, "--solver", "ials", "--validation", ratings]);
        string one = folder.Write("one.csv", "1,2,3\n");
        CliRun.Refused(2, "--validation 0.5 sets a share", "train", one, "-o", folder["m"], "--validation", "0.5");
        string[] tune = ["tune", ratings, "-o", folder["m"]];
        CliRun.Refused(2, $"{ratings}: its ratings have no times", [.. tune, "--fold-by", "time"]);
    }

    [Fact]
    public void Divergence_ends_with_3_names_the_epoch_and_leaves_no_file()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        string[] wild = ["--schedule", "constant", "--learning-rate", "100", "--epochs", "50"];
        CliRun.Refused(3, "epoch", ["train", ratings, "-o", folder["m"], .. wild, "--json", "--quiet"]);
        Assert.Equal(["ratings.csv"], folder.Files);
    }

    private static string[] Keys(JsonElement json) => [.. json.EnumerateObject().Select(property => property.Name)];
}
