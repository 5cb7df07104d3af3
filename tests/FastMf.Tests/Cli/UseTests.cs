using System.Globalization;
using System.IO.Compression;
using System.Text.Json;

namespace FastMf.Tests.Cli;

/// <summary>The verbs that use a model.</summary>
public class UseTests
{
    [Fact]
    public void Evaluate_measures_the_ranking_when_asked()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        string model = folder.Train(ratings);
        string[] keys = ["ratings", "unknown", "rmse", "mae", "objective", "dataCost", "penalty"];
        Assert.Equal(keys, Keys(CliRun.Json("evaluate", model, ratings)));
        string test = folder.Write("test.csv", "user,item,rating\n1,2,5\n1,8,1\n99,2,3\n2,999,3\n");
        JsonElement json = CliRun.Json("evaluate", model, test, "--top", "5", "--positive", "4");
        string[] ranking =
        [
            "precision@5",
            "recall@5",
            "ndcg@5",
            "map@5",
            "mrr@5",
            "auc",
            "hit-rate@5",
            "coverage@5",
            "users",
            "skippedUsers",
            "unknownUsers",
        ];
        Assert.Equal([.. keys, .. ranking], Keys(json));
        Assert.Equal(4, json.GetProperty("ratings").GetInt32());
        Assert.Equal(2, json.GetProperty("unknown").GetInt32());
        CliRun excluding = CliRun.Done("evaluate", model, ratings, "--top", "3", "--exclude", test);
        Assert.All(["ndcg@3", "popularity@3", "novelty@3"], key => Assert.Contains(key, excluding.Output));
    }

    [Fact]
    public void A_ranking_with_nothing_left_to_rank_fails_and_names_the_file()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        CliRun run = CliRun.Of(
            "evaluate",
            folder.Train(ratings),
            ratings,
            "--top",
            "5",
            "--exclude",
            ratings,
            "--json"
        );
        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.Contains("ratings.csv: No user has a relevant item", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void In_a_column_of_texts_every_id_is_a_string_in_json()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.Write("texts.csv", "user,item,rating\n1,007,5\n1,42,1\n2,42,3\n2,007,4\n");
        JsonElement user = CliRun.Json("recommend", folder.Train(ratings), "--user", "1")[0];
        Assert.Equal(JsonValueKind.Number, user.GetProperty("user").ValueKind);
        JsonElement[] items = [.. user.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("item"))];
        Assert.Equal(["007", "42"], items.Select(item => item.GetString()).Order());
    }

    [Fact]
    public void Predict_writes_a_line_for_each_pair_in_its_order_with_its_ids()
    {
        using TemporaryFolder folder = new();
        string model = folder.Train(folder.WriteRatings("ratings.csv"));
        string pairs = folder.Write("pairs.csv", "user,item\n3,4\n1,2\n3,4\n1,stranger\n");
        CliRun run = CliRun.Done("predict", model, pairs);
        string[] lines = Lines(run.Output);
        Assert.Equal("user,item,prediction", lines[0]);
        Assert.Equal(["3,4", "1,2", "3,4", "1,stranger"], lines[1..].Select(line => line[..line.LastIndexOf(',')]));
        Assert.Equal(lines[1], lines[3]);
        Assert.Contains("1 of 4", run.Error, StringComparison.Ordinal);
        Assert.Equal("", CliRun.Done("predict", model, pairs, "--quiet").Error);

        JsonElement json = CliRun.Json("predict", model, pairs);
        Assert.Equal(1, json.GetProperty("unknown").GetInt32());
        float[] fromJson =
        [
            .. json.GetProperty("predictions").EnumerateArray().Select(p => p.GetProperty("prediction").GetSingle()),
        ];
        Assert.Equal(
            lines[1..].Select(line => float.Parse(line[(line.LastIndexOf(',') + 1)..], CultureInfo.InvariantCulture)),
            fromJson
        );

        CliRun.Refused(2, "--duplicates", "predict", model, pairs, "--duplicates", "first"); // each pair is answered
        Assert.Equal("", CliRun.Done("predict", model, pairs, "-o", folder["out.csv"]).Output);
        Assert.Equal(lines, Lines(File.ReadAllText(folder["out.csv"])));
        CliRun.Done("predict", model, pairs, "-o", folder["out.csv.gz"]);
        using GZipStream zip = new(File.OpenRead(folder["out.csv.gz"]), CompressionMode.Decompress);
        using StreamReader unpacked = new(zip);
        Assert.Equal(lines, Lines(unpacked.ReadToEnd()));
    }

    [Fact]
    public void Predictions_are_clipped_to_the_range_of_the_training_ratings()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        string model = folder.Train(ratings, "--epochs", "40", "--l2", "0", "--l2-bias", "0");
        float[] free = Predictions();
        float[] clipped = Predictions("--clip");
        Assert.Contains(free, p => p is < 1.5f or > 4.5f);
        Assert.Equal(free.Select(p => Math.Clamp(p, 1.5f, 4.5f)), clipped);

        float[] Predictions(params string[] options) =>
            [
                .. CliRun
                    .Json(["predict", model, ratings, .. options])
                    .GetProperty("predictions")
                    .EnumerateArray()
                    .Select(p => p.GetProperty("prediction").GetSingle()),
            ];
    }

    [Fact]
    public void Recommend_leaves_out_what_was_rated_and_tells_of_unknown_users()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        string model = folder.Train(ratings);
        JsonElement json = CliRun.Json("recommend", model, "--user", "1", "2", "-n", "20", "--exclude", ratings);
        Assert.Equal([1, 2], json.EnumerateArray().Select(user => user.GetProperty("user").GetInt64()));
        HashSet<string> rated =
        [
            .. Lines(File.ReadAllText(ratings)).Select(line => string.Join(',', line.Split(',')[..2])),
        ];
        foreach (JsonElement user in json.EnumerateArray())
        {
            long[] items =
            [
                .. user.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("item").GetInt64()),
            ];
            float[] scores =
            [
                .. user.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("score").GetSingle()),
            ];
            Assert.Equal(5, items.Length);
            Assert.DoesNotContain(items, item => rated.Contains($"{user.GetProperty("user").GetInt64()},{item}"));
            Assert.Equal(scores.OrderDescending(), scores);
        }

        CliRun stranger = CliRun.Done("recommend", model, "--user", "stranger", "-n", "3");
        Assert.Contains("stranger", stranger.Error, StringComparison.Ordinal);
        Assert.Equal(4, Lines(stranger.Output).Length);
        CliRun all = CliRun.Done("recommend", model, "--all", "-n", "2");
        Assert.Equal(1 + 30 * 2, Lines(all.Output).Length);
        Assert.Equal("user,item,score", Lines(all.Output)[0]);
    }

    [Fact]
    public void Ids_are_numbers_where_they_are_integers_and_strings_where_they_are_texts()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.Write(
            "ratings.csv",
            "user,item,rating\n-5,\"a,b\",1\n9007199254740993,\"say \"\"hi\"\"\",2\n9007199254740993,\"a,b\",5\n-5,@plain,4\n"
        );
        string model = folder.Train(ratings);
        CliRun run = CliRun.Done("recommend", model, "--user", "-5", "--user", "9007199254740993", "--json");
        Assert.Contains("\"user\":-5,", run.Output, StringComparison.Ordinal);
        Assert.Contains("\"user\":9007199254740993,", run.Output, StringComparison.Ordinal);
        Assert.Contains("\"item\":\"a,b\"", run.Output, StringComparison.Ordinal);
        string lines = CliRun.Done("recommend", model, "--user", "-5").Output;
        Assert.Contains("-5,\"a,b\",", lines, StringComparison.Ordinal);
        Assert.Contains("-5,\"say \"\"hi\"\"\",", lines, StringComparison.Ordinal);
        Assert.Equal(2, CliRun.Json("similar", model, "--item", "@plain").GetProperty("items").GetArrayLength());
    }

    [Fact]
    public void Similar_finds_the_own_kind_and_refuses_strangers()
    {
        using TemporaryFolder folder = new();
        string model = folder.Train(folder.WriteRatings("ratings.csv"), "--epochs", "30", "--l2", "0.01");
        JsonElement items = CliRun.Json("similar", model, "--item", "4", "-n", "5").GetProperty("items");
        Assert.Equal(5, items.GetArrayLength());
        Assert.All(items.EnumerateArray(), item => Assert.Equal(0, item.GetProperty("item").GetInt64() % 2));
        Assert.DoesNotContain(items.EnumerateArray(), item => item.GetProperty("item").GetInt64() == 4);
        Assert.Equal(6, Lines(CliRun.Done("similar", model, "--user", "3", "-n", "5").Output).Length);
        CliRun.Refused(1, "stranger", "similar", model, "--item", "stranger", "--json");
    }

    [Fact]
    public void Inspect_tells_what_is_in_the_file()
    {
        using TemporaryFolder folder = new();
        string model = folder.Train(folder.WriteRatings("ratings.csv"), "--l2", "0.07", "--seed", "9");
        JsonElement json = CliRun.Json("inspect", model);
        Assert.Equal(30, json.GetProperty("users").GetInt32());
        Assert.Equal(20, json.GetProperty("items").GetInt32());
        Assert.Equal(4, json.GetProperty("rank").GetInt32());
        Assert.Equal(1.5, json.GetProperty("minRating").GetDouble());
        Assert.Equal(4.5, json.GetProperty("maxRating").GetDouble());
        Assert.Equal("user_factors", json.GetProperty("tensors")[0].GetProperty("name").GetString());
        Assert.True(json.GetProperty("norms").GetProperty("userFactors").GetDouble() > 0);
        string text = CliRun.Done("inspect", model).Output;
        Assert.Contains("rank 4", text, StringComparison.Ordinal);
        Assert.Contains("0.07", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Convert_goes_to_text_and_back()
    {
        using TemporaryFolder folder = new();
        string model = folder.Train(folder.WriteRatings("ratings.csv"), "--bias", "off");
        Assert.Equal("libmf", CliRun.Json("convert", model, folder["m.txt"]).GetProperty("format").GetString());
        Assert.StartsWith("f ", File.ReadAllText(folder["m.txt"]), StringComparison.Ordinal);
        Assert.Equal(
            "safetensors",
            CliRun.Json("convert", folder["m.txt"], folder["back"]).GetProperty("format").GetString()
        );
        Assert.Equal(4, CliRun.Json("inspect", folder["back"]).GetProperty("rank").GetInt32());
        CliRun.Done("convert", folder["back"], folder["again.txt"]);
        Assert.Equal(File.ReadAllText(folder["m.txt"]), File.ReadAllText(folder["again.txt"]));
    }

    [Fact]
    public void Generate_writes_the_same_ratings_for_the_same_seed()
    {
        using TemporaryFolder folder = new();
        string[] small = ["--users", "60", "--items", "40", "--ratings", "500", "--rank", "3"];
        JsonElement json = CliRun.Json(["generate", folder["a.csv"], .. small]);
        Assert.Equal(500, json.GetProperty("ratings").GetInt32());
        Assert.InRange(json.GetProperty("heldOutRmse").GetDouble(), 0.3, 1.2);
        CliRun.Done(["generate", folder["b.csv"], .. small]);
        CliRun.Done(["generate", folder["c.csv"], .. small, "--seed", "7"]);
        CliRun.Done(["generate", folder["d.csv.gz"], .. small]);
        string a = File.ReadAllText(folder["a.csv"]);
        Assert.Equal(501, Lines(a).Length);
        Assert.Equal(a, File.ReadAllText(folder["b.csv"]));
        Assert.NotEqual(a, File.ReadAllText(folder["c.csv"]));
        using GZipStream zip = new(File.OpenRead(folder["d.csv.gz"]), CompressionMode.Decompress);
        using StreamReader unpacked = new(zip);
        Assert.Equal(a, unpacked.ReadToEnd());
        CliRun.Refused(2, "room for", "generate", folder["e.csv"], "--users", "10", "--items", "10", "--ratings", "50");
    }

    [Fact]
    public void The_demo_comes_within_3_percent_of_the_known_answer_and_runs_twice()
    {
        using TemporaryFolder folder = new();
        JsonElement json = CliRun.Json("demo", "-o", folder["m"]);
        Assert.InRange(json.GetProperty("ratio").GetDouble(), 0.9, 1.03);
        double without = Last(json.GetProperty("withoutPenalty"));
        Assert.True(Last(json.GetProperty("withPenalty")) < without);
        byte[] first = File.ReadAllBytes(folder["m"]);
        string text = CliRun.Done("demo", "-o", folder["m"], "--quiet").Output;
        Assert.Equal(first, File.ReadAllBytes(folder["m"]));
        Assert.Contains("ratio", Lines(text)[^1], StringComparison.Ordinal);

        static double Last(JsonElement curve) =>
            curve.GetProperty("epochs").EnumerateArray().Last().GetProperty("validationRmse").GetDouble();
    }

    private static string[] Keys(JsonElement json) => [.. json.EnumerateObject().Select(property => property.Name)];

    private static string[] Lines(string text) => text.TrimEnd().Split('\n', StringSplitOptions.TrimEntries);
}
