using System.Globalization;
using System.Text.Json;
using FastMf.Data;
using FastMf.IO;
using FastMf.Models;

namespace FastMf.Hosting.Tests.Http;

/// <summary>Every route with good input, bad input and none, and with ids that nobody has.</summary>
public sealed class RouteTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FactorModel _model = SmallModels.Biased(1, items: 40);
    private Served _served = null!;

    public async Task InitializeAsync()
    {
        _model.Save(_folder["m"]);
        _folder.Write("titles.csv", "10,Heat\n20,\"Tea & <b>\"\n");
        _served = await Served.Start(_folder["m"], options => options.TitlesPath = _folder["titles.csv"]);
    }

    public async Task DisposeAsync()
    {
        await _served.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("?user=7&n=5", null)]
    [InlineData("", """{"user":7,"n":5}""")]
    [InlineData("/", """ {"n":5, "user":"7"} """)]
    public async Task The_best_items_are_those_of_the_model(string query, string? body)
    {
        JsonElement json = await Good("/recommend" + query, body);
        Assert.Equal(7, json.GetProperty("user").GetInt64());
        Assert.True(json.GetProperty("known").GetBoolean());
        Scored[] best = new Scored[5];
        _model.Recommend(6, best);
        AssertItems(best, json);
        Assert.Equal(_served.Handle.Snapshot().Version, json.GetProperty("model").GetString());
    }

    [Theory]
    [InlineData("?user=7&n=3&deny=10&deny=400&deny=999&deny=none", null)]
    [InlineData("", """{"user":7,"n":3,"deny":[10,"400",999,"none"]}""")]
    public async Task Denied_items_are_left_out_and_unknown_ones_do_no_harm(string query, string? body)
    {
        JsonElement json = await Good("/recommend" + query, body);
        Scored[] all = new Scored[40];
        _model.Recommend(6, all);
        AssertItems([.. all.Where(s => s.Row is not 0 and not 39).Take(3)], json);
    }

    [Theory]
    [InlineData("?user=7&allow=30&allow=20&allow=none&n=1000", null, 2)]
    [InlineData("", """{"user":7,"allow":[30,20,"none"],"deny":[20]}""", 1)]
    [InlineData("", """{"user":7,"allow":[]}""", 0)]
    public async Task Allowed_items_alone_are_recommended(string query, string? body, int count) =>
        Assert.Equal(count, (await Good("/recommend" + query, body)).GetProperty("items").GetArrayLength());

    [Fact]
    public async Task An_unknown_user_gets_everyones_favourites_and_is_said_to_be_unknown()
    {
        JsonElement json = await Good("/recommend?user=nobody", null);
        Assert.False(json.GetProperty("known").GetBoolean());
        Assert.Equal("nobody", json.GetProperty("user").GetString());
        Scored[] best = new Scored[10];
        _model.Recommend(-1, best);
        AssertItems(best, json);
    }

    [Fact]
    public async Task Similar_items_and_users_are_those_of_the_model()
    {
        Scored[] best = new Scored[4];
        _model.SimilarItems(1, best);
        AssertItems(best, await Good("/recommend/similar?item=20&n=4", null));
        AssertItems(best, await Good("/recommend/similar", """{"item":20,"n":4}"""));
        _model.SimilarUsers(2, best);
        JsonElement users = (await Good("/recommend/similar?user=3&n=4", null)).GetProperty("users");
        Assert.Equal(
            best.Select(s => s.Row + 1L),
            users.EnumerateArray().Select(u => u.GetProperty("user").GetInt64())
        );
        Served.AssertProblem(await _served.Get("/recommend/similar?item=15"), 404, "no item 15");
        Served.AssertProblem(await _served.Get("/recommend/similar?user=x"), 404, "no user x");
        Served.AssertProblem(await _served.Get("/recommend/similar?user=1&item=10"), 400, "either an item or a user");
        Served.AssertProblem(await _served.Post("/recommend/similar", "{}"), 400, "either an item or a user");
    }

    [Fact]
    public async Task Predictions_are_those_of_the_model_and_say_what_is_unknown()
    {
        JsonElement json = await Good(
            "/recommend/predict",
            """{"pairs":[{"user":3,"item":20},{"user":"x","item":20},{"user":3,"item":"y"}]}"""
        );
        Prediction[] expected = [_model.Predict(new Id(3), 20), _model.Predict("x", 20), _model.Predict(3, "y")];
        JsonElement[] found = [.. json.GetProperty("predictions").EnumerateArray()];
        Assert.Equal(
            expected,
            found.Select(one => new Prediction(
                one.GetProperty("prediction").GetSingle(),
                one.GetProperty("userKnown").GetBoolean(),
                one.GetProperty("itemKnown").GetBoolean()
            ))
        );
        JsonElement one = (await Good("/recommend/predict?user=3&item=20", null)).GetProperty("predictions")[0];
        Assert.Equal(expected[0].Value, one.GetProperty("prediction").GetSingle());
    }

    [Fact]
    public async Task A_batch_is_the_answers_one_by_one_from_one_model()
    {
        JsonElement json = await Good("/recommend/batch", """{"users":[3,"nobody",9],"n":2,"deny":[10]}""");
        JsonElement[] results = [.. json.GetProperty("results").EnumerateArray()];
        Assert.Equal(3, results.Length);
        foreach (JsonElement result in results)
        {
            string user = result.GetProperty("user").ToString();
            JsonElement one = await Good($"/recommend?user={user}&n=2&deny=10", null);
            Assert.Equal(one.GetProperty("items").ToString(), result.GetProperty("items").ToString());
            Assert.Equal(one.GetProperty("known").GetBoolean(), result.GetProperty("known").GetBoolean());
        }
    }

    [Fact]
    public async Task A_history_is_folded_in()
    {
        JsonElement json = await Good(
            "/recommend/fold-in",
            """{"history":[{"item":10,"value":2},{"item":30,"value":4},{"item":10,"value":2.5},{"item":"none"}],"n":4}"""
        );
        float[] factors = new float[_model.Rank];
        _model.FoldInUser([0, 2], [4.5f, 4], factors, out float bias);
        Scored[] best = new Scored[4];
        _model.Recommend(factors, bias, best, [0, 2]);
        AssertItems(best, json);
        Assert.Equal(2, json.GetProperty("known").GetInt32());
        Assert.Equal(1, json.GetProperty("unknown").GetInt32());
    }

    /// <summary>Nothing is known of such a one, as of an unknown user.</summary>
    [Theory]
    [InlineData("""{"history":[]""", 0)]
    [InlineData("""{"history":[{"item":"none"}]""", 1)]
    public async Task A_history_of_nothing_gets_everyones_favourites(string history, int unknown)
    {
        JsonElement json = await Good("/recommend/fold-in", history + ""","n":6,"deny":[20]}""");
        Assert.Equal(0, json.GetProperty("known").GetInt32());
        Assert.Equal(unknown, json.GetProperty("unknown").GetInt32());
        JsonElement nobody = await Good("/recommend", """{"user":"nobody","n":6,"deny":[20]}""");
        Assert.Equal(nobody.GetProperty("items").ToString(), json.GetProperty("items").ToString());
        Assert.Equal(6, json.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_score_is_explained_by_its_parts()
    {
        JsonElement json = await Good("/recommend/explain?user=3&item=10", null);
        float sum = ((string[])["mean", "userBias", "itemBias", "factors"]).Sum(part =>
            json.GetProperty(part).GetSingle()
        );
        Assert.Equal(json.GetProperty("score").GetSingle(), sum, 1e-5f);
        Assert.Equal("Heat", json.GetProperty("title").GetString());
        Served.AssertProblem(await _served.Get("/recommend/explain?user=300&item=10"), 404, "no user 300");
        Served.AssertProblem(await _served.Get("/recommend/explain?user=3&item=11"), 404, "no item 11");
    }

    [Fact]
    public async Task Items_are_found_by_a_part_of_their_title_and_users_and_items_by_id()
    {
        JsonElement json = await Good("/recommend/search?text=TEA%20%26", null);
        Assert.Equal(
            "Tea & <b>",
            Assert.Single(json.GetProperty("items").EnumerateArray()).GetProperty("title").GetString()
        );
        json = await Good("/recommend/search?text=10", null);
        Assert.Equal(10, Assert.Single(json.GetProperty("users").EnumerateArray()).GetProperty("user").GetInt64());
        Assert.Equal(10, Assert.Single(json.GetProperty("items").EnumerateArray()).GetProperty("item").GetInt64());
    }

    [Theory]
    [InlineData("/recommend", "'user' is missing")]
    [InlineData("/recommend?user=", "0 characters")]
    [InlineData("/recommend?user=1&user=2", "given 2 times")]
    [InlineData("/recommend?user=1&n=x", "n is 'x'")]
    [InlineData("/recommend?user=1&n=1e9", "n is '1e9'")]
    [InlineData("/recommend?user=1&n=1000000000", "n is 1000000000; expected 1 to 1000")]
    [InlineData("/recommend?user=1&n=99999999999999999999", "whole number")]
    [InlineData("/recommend?user=1&n=0", "n is 0")]
    [InlineData("/recommend?user=1&n=-5", "n is -5")]
    [InlineData("/recommend?user=1&keepSeen=maybe", "keepSeen is 'maybe'")]
    [InlineData("/recommend?user=1&colour=red", "no parameter 'colour'")]
    [InlineData("/recommend/similar", "either an item or a user")]
    [InlineData("/recommend/similar?item=10&n=0", "n is 0")]
    [InlineData("/recommend/predict?user=1", "'item' is missing")]
    [InlineData("/recommend/explain?item=1", "'user' is missing")]
    [InlineData("/recommend/search", "'text' is missing")]
    [InlineData("/recommend/search?text=a&n=-1", "n is -1")]
    [InlineData("/recommend/model?model=../../etc/passwd", "no parameter 'model'")]
    public async Task Wrong_parameters_are_refused_by_name(string path, string words) =>
        Served.AssertProblem(await _served.Get(path), 400, words);

    [Theory]
    [InlineData("/recommend", "", "is empty")]
    [InlineData("/recommend", "null", "no JSON object")]
    [InlineData("/recommend", "{}", "not what is expected")]
    [InlineData("/recommend", """{"user":7}x""", "not what is expected")]
    [InlineData("/recommend", """{"user":7,"user":8}""", "not what is expected")]
    [InlineData("/recommend", """{"user":7.5}""", "at $.user (line 1, byte 12)")]
    [InlineData("/recommend", """{"user":null}""", "at $.user")]
    [InlineData("/recommend", """{"user":""}""", "at $.user")]
    [InlineData("/recommend", """{"user":7,"n":1e9}""", "at $.n")]
    [InlineData("/recommend", """{"user":7,"n":1000000000}""", "n is 1000000000")]
    [InlineData("/recommend", """{"user":7,"deny":[[]]}""", "at $.deny[0]")]
    [InlineData("/recommend", """{"user":7,"colour":1}""", "at $.colour")]
    [InlineData("/recommend", "{\"user\":\"\\ud800\"}", "not what is expected")]
    [InlineData("/recommend/similar", """{"item":1,"n":0}""", "n is 0")]
    [InlineData("/recommend/predict", """{"pairs":[null]}""", "pair is null")]
    [InlineData("/recommend/predict", """{"pairs":null}""", "not what is expected")]
    [InlineData("/recommend/predict", """{"pairs":[{"user":1}]}""", "not what is expected")]
    [InlineData("/recommend/fold-in", """{"history":[null]}""", "null")]
    [InlineData("/recommend/fold-in", """{"history":[{"item":10,"value":1e999}]}""", "no number")]
    [InlineData("/recommend/batch", """{"users":null}""", "not what is expected")]
    [InlineData("/recommend/batch", """{"users":[]}""", "", 200)]
    public async Task Wrong_bodies_are_refused_with_the_place(string path, string body, string words, int status = 400)
    {
        (int Status, JsonElement Json) answer = await _served.Post(path, body);
        if (status == 200)
            Assert.Equal(200, answer.Status);
        else
            Served.AssertProblem(answer, status, words);
    }

    private async Task<JsonElement> Good(string path, string? body)
    {
        (int status, JsonElement json) = body is null ? await _served.Get(path) : await _served.Post(path, body);
        Assert.True(status == 200, json.ToString());
        return json;
    }

    private void AssertItems(Scored[] expected, JsonElement json)
    {
        JsonElement[] items = [.. json.GetProperty("items").EnumerateArray()];
        Assert.Equal(
            expected.Select(s => (_model.Items[s.Row].ToString(), s.Score)),
            items.Select(i =>
                (
                    i.GetProperty("item").GetInt64().ToString(CultureInfo.InvariantCulture),
                    i.GetProperty("score").GetSingle()
                )
            )
        );
        foreach (JsonElement item in items)
            Assert.Equal(item.GetProperty("item").GetInt64() is 10 or 20, item.TryGetProperty("title", out _));
    }
}
