using System.Text.Json;
using FastMf.IO;

namespace FastMf.Hosting.Tests.Http;

/// <summary>Events over HTTP: taken or refused, and seen in all that looks at them.</summary>
public sealed class EventRouteTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public EventRouteTests() => SmallModels.Biased(1).Save(_folder["m"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_event_is_acknowledged_and_part_of_the_next_answer()
    {
        await using Served served = await Start();
        Assert.False((await served.Get("/recommend?user=ann")).Json.GetProperty("known").GetBoolean());
        JsonElement said = await Taken(
            served,
            """{"events":[{"user":"ann","item":30,"value":5},{"user":"7","item":"10","time":12},{"user":"ann","item":"none"}]}"""
        );
        Assert.Equal((3, 3), (said.GetProperty("lastEvent").GetInt64(), said.GetProperty("taken").GetInt32()));

        JsonElement list = (await served.Get("/recommend?user=ann&n=50")).Json;
        Assert.True(list.GetProperty("known").GetBoolean());
        Assert.Equal(19, list.GetProperty("items").GetArrayLength());
        Assert.DoesNotContain("30", list.GetProperty("items").EnumerateArray().Select(ItemOf));
        JsonElement batch = (await served.Post("/recommend/batch", """{"users":[7,"ann"],"n":50}""")).Json;
        JsonElement[] results = [.. batch.GetProperty("results").EnumerateArray()];
        Assert.Equal(list.GetProperty("items").ToString(), results[1].GetProperty("items").ToString());
        Assert.DoesNotContain("10", results[0].GetProperty("items").EnumerateArray().Select(ItemOf));
        JsonElement found = (await served.Get("/recommend/search?text=ann")).Json;
        Assert.Equal("ann", found.GetProperty("users")[0].GetProperty("user").GetString());

        string best = ItemOf(list.GetProperty("items")[0]);
        JsonElement why = (await served.Get($"/recommend/explain?user=ann&item={best}")).Json;
        float score = list.GetProperty("items")[0].GetProperty("score").GetSingle();
        Assert.Equal(score, why.GetProperty("score").GetSingle());
        Assert.Equal("30", ItemOf(why.GetProperty("history")[0]));
        Assert.Equal(1, why.GetProperty("history").GetArrayLength());
        JsonElement predicted = (await served.Get($"/recommend/predict?user=ann&item={best}")).Json;
        Assert.Equal(score, predicted.GetProperty("predictions")[0].GetProperty("prediction").GetSingle());
    }

    [Fact]
    public async Task Users_with_events_are_among_the_similar_ones_by_what_they_did()
    {
        await using Served served = await Start();
        Served.AssertProblem(await served.Get("/recommend/similar?user=ann"), 404, "no user ann");
        await Taken(served, """{"events":[{"user":"ann","item":30,"value":5},{"user":"bob","item":30,"value":5}]}""");
        JsonElement bob = (await served.Get("/recommend/similar?user=ann&n=3")).Json.GetProperty("users")[0];
        Assert.Equal("bob", bob.GetProperty("user").GetString()); // who did the same
        Assert.Equal(1f, bob.GetProperty("score").GetSingle(), 5);
        JsonElement all = (await served.Get("/recommend/similar?user=ann&n=50")).Json.GetProperty("users");
        Assert.Equal(31, all.GetArrayLength());
    }

    [Fact]
    public async Task Numbered_events_may_be_sent_again_and_gaps_are_told()
    {
        await using Served served = await Start();
        const string First = """{"events":[{"user":1,"item":10,"sequence":1},{"user":1,"item":20,"sequence":2}]}""";
        Assert.Equal(2, (await Taken(served, First)).GetProperty("taken").GetInt32());
        JsonElement again = await Taken(served, First);
        Assert.Equal((2, 0), (again.GetProperty("lastEvent").GetInt64(), again.GetProperty("taken").GetInt32()));
        (int, JsonElement) gap = await served.Post(
            "/recommend/events",
            """{"events":[{"user":1,"item":30,"sequence":3},{"user":1,"item":40,"sequence":5}]}"""
        );
        Served.AssertProblem(gap, 409, "Found event 5; expected event 4 next");
        Assert.Equal(2, served.Handle.Events!.LastEvent);
    }

    [Theory]
    [InlineData("""{"events":[]}""", "one or more")]
    [InlineData("""{"events":[null]}""", "null")]
    [InlineData("""{"events":[{"user":1}]}""", "not what is expected")]
    [InlineData("""{"events":[{"user":1,"item":1,"values":5}]}""", "not what is expected")]
    [InlineData("""{"events":[{"user":1,"item":1,"sequence":0}]}""", "sequence number 0")]
    [InlineData("""{"events":[{"user":1,"item":1},{"user":1,"item":2,"value":1e39}]}""", "finite")]
    [InlineData("""{"events":[{"user":1,"item":"\ud800"}]}""", "not what is expected")]
    [InlineData("[]", "not what is expected")]
    public async Task What_is_no_event_is_refused_and_nothing_taken(string body, string words)
    {
        await using Served served = await Start();
        Served.AssertProblem(await served.Post("/recommend/events", body), 400, words);
        string many = string.Join(',', Enumerable.Repeat("""{"user":1,"item":1}""", 1001));
        Served.AssertProblem(await served.Post("/recommend/events", $$"""{"events":[{{many}}]}"""), 400, "1001 events");
        Served.AssertProblem(await served.Post("/recommend/events", body, "text/plain"), 415, "application/json");
        Assert.Equal(0, served.Handle.Events!.LastEvent);
    }

    [Fact]
    public async Task A_service_without_events_says_so_and_a_broken_one_answers_on()
    {
        const string One = """{"events":[{"user":1,"item":10}]}""";
        await using (Served without = await Served.Start(_folder["m"]))
        {
            Served.AssertProblem(await without.Post("/recommend/events", One), 404, "takes no events");
            Assert.False((await without.Get("/recommend/model")).Json.GetProperty("events").GetBoolean());
            Assert.False((await without.Get("/recommend/health")).Json.TryGetProperty("lastEvent", out _));
        }
        await using Served served = await Start();
        await Taken(served, One);
        served.Handle.EventStore!.Dispose(); // as after a full disk
        Served.AssertProblem(await served.Post("/recommend/events", One), 500, "could not be written");
        Assert.Equal("Degraded", (await served.Get("/recommend/health")).Json.GetProperty("status").GetString());
        Assert.Equal(200, (await served.Get("/recommend?user=1")).Status);
    }

    [Fact]
    public async Task Health_and_metrics_say_how_far_events_are()
    {
        SmallModels.Biased(1).WithLastEvent(0).Save(_folder["m"]);
        await using Served served = await Start();
        await Taken(served, """{"events":[{"user":1,"item":10},{"user":2,"item":10},{"user":1,"item":20}]}""");
        JsonElement health = (await served.Get("/recommend/health")).Json;
        Assert.Equal(3, health.GetProperty("lastEvent").GetInt64());
        Assert.Equal(3, health.GetProperty("untrainedEvents").GetInt64());
        Assert.Equal(0, health.GetProperty("waitingEvents").GetInt64());
        Assert.Equal(2, health.GetProperty("liveUsers").GetInt64());
        await served.Handle.SwapAsync(SmallModels.Biased(2).WithLastEvent(2), "next");
        string[] lines = (await served.Client.GetStringAsync(new Uri("/recommend/metrics", UriKind.Relative))).Split(
            '\n'
        );
        Assert.Contains("fastmf_events_last 3", lines);
        Assert.Contains("fastmf_events_untrained 1", lines);
        Assert.Contains("fastmf_events_waiting 0", lines);
        Assert.Contains("fastmf_users_live 2", lines);
        Assert.True((await served.Get("/recommend/model")).Json.GetProperty("events").GetBoolean());
    }

    private static string ItemOf(JsonElement item) => item.GetProperty("item").ToString();

    private static async Task<JsonElement> Taken(Served served, string body)
    {
        (int status, JsonElement json) = await served.Post("/recommend/events", body);
        Assert.True(status == 200, json.ToString());
        return json;
    }

    private Task<Served> Start() =>
        Served.Start(_folder["m"], options => options.Events.Path = _folder.Folder("events"));
}
