using System.Net.Http.Json;
using System.Text.Json;
using FastMf.Data;
using FastMf.IO;
using FastMf.Live;
using FastMf.Models;
using FastMf.Trainers;

namespace FastMf.Tests.Cli;

/// <summary><c>train --events</c>: what users did is trained on while a service has the folder open, which goes on after it.</summary>
public class TrainEventsTests
{
    private static readonly string[] _options = ["--solver", "als", "--rank", "4", "--epochs", "3"];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_model_of_ratings_and_events_names_the_last_one_and_is_what_the_library_trains(bool withFile)
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        using EventStore store = EventStore.Open(Directory.CreateDirectory(folder["events"]).FullName);
        if (!withFile)
            store.Append(ListOf(RatingsReader.Read(ratings)));
        store.Append("new", 3, 4.5f, time: 7);
        store.Append(1, 4, 2f); // a pair of the file: the event counts
        store.Append(1, 4, 3f);
        JsonElement json = Train(folder, withFile ? [ratings] : []);
        Assert.Equal(store.LastEvent, json.GetProperty("lastEvent").GetInt64());
        Assert.Equal(31, json.GetProperty("users").GetInt32());

        Ratings events = store.ToRatings(out long last);
        Ratings all = withFile ? RatingsReader.Read(ratings).Append(events) : events;
        AlsTrainer trainer = new(new() { Rank = 4, Epochs = 3 });
        trainer.Fit(all).Model.WithLastEvent(last).Save(folder["expected"]);
        Assert.Equal(File.ReadAllBytes(folder["expected"]), File.ReadAllBytes(folder["m"]));
        Assert.Contains("fastmf.lastEvent", CliRun.Done("inspect", folder["m"]).Output, StringComparison.Ordinal);

        store.Append(2, 4, 1f);
        FactorModel model = ModelFile.Load(folder["m"]);
        using LiveModel live = new(store, model, before: withFile ? RatingsReader.Read(ratings) : null);
        Assert.False(live.Current.Find(1)!.IsFolded);
        Assert.False(live.Current.Find("new")!.IsFolded);
        Assert.True(live.Current.Find(2)!.IsFolded); // by the event after the last that the model names
    }

    /// <summary>What was set aside was not trained on, so that no event is the last of those that were.</summary>
    [Fact]
    public void With_a_share_set_aside_the_model_names_no_event()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        string events = Directory.CreateDirectory(folder["events"]).FullName;
        using (EventStore store = EventStore.Open(events))
            store.Append(1, 4, 2f);
        JsonElement json = Train(folder, ratings, "--validation", "0.2");
        Assert.False(json.TryGetProperty("lastEvent", out _));
        Assert.Null(ModelFile.Load(folder["m"]).Info.LastEvent);
        json = Train(folder, ratings, "--validation", ratings);
        Assert.Equal(1, json.GetProperty("lastEvent").GetInt64());
    }

    [Fact]
    public void What_it_cannot_train_on_is_refused()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        string weighted = folder.Write("weighted.csv", "user,item,rating,weight\n1,2,3,0.5\n");
        string events = Directory.CreateDirectory(folder["events"]).FullName;
        string[] call = ["train", "-o", folder["m"], .. _options];
        CliRun.Refused(2, "RATINGS are missing", call);
        CliRun.Refused(2, "--events is '", [.. call, ratings, "--events", folder["none"]]);
        CliRun.Refused(2, "--events is '", [.. call, ratings, "--events", ratings]);
        CliRun.Refused(1, "there are no events yet", [.. call, "--events", events]);
        CliRun.Refused(2, "has weights", [.. call, weighted, "--events", events]);
        Assert.Equal(0, Train(folder, ratings).GetProperty("lastEvent").GetInt64()); // a service begins with it
        using (EventStore store = EventStore.Open(events))
            store.Append(1, 2, -3f);
        string[] implicitly = ["train", ratings, "--events", events, "-o", folder["n"], "--loss", "hinge"];
        CliRun.Refused(2, $"{ratings} with --events {events}", implicitly);
        File.AppendAllText(Directory.GetFiles(events, "*.log")[0], "x");
        File.WriteAllText(Path.Combine(events, "history.events"), "no history");
        CliRun.Refused(1, "history.events: found another header", [.. call, ratings, "--events", events]);
        Assert.False(File.Exists(folder["n"]));
    }

    [UnixFact]
    public async Task A_service_goes_on_after_the_event_that_its_next_model_names()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        string model = folder.Train(ratings, "--solver", "als");
        string events = Directory.CreateDirectory(folder["events"]).FullName;
        string[] serve = ["serve", model, "--port", "0", "--watch", "--exclude", ratings, "--events", events];
        using System.Diagnostics.Process process = ToolProcess.Start([.. serve, "--json"]);
        try
        {
            string said = (await process.StandardOutput.ReadLineAsync())!;
            _ = process.StandardError.ReadToEndAsync();
            string address = JsonDocument.Parse(said).RootElement.GetProperty("address").GetString()!;
            using HttpClient client = new();
            await Post("new", 3);
            await Post("new", 5);
            Assert.Equal(2, (await Health()).GetProperty("untrainedEvents").GetInt64());
            CliRun.Done(["train", ratings, "--events", events, "-o", model, .. _options]);
            while ((await Health()).GetProperty("untrainedEvents").GetInt64() != 0)
                await Task.Delay(50);
            await Post("new", 7);
            JsonElement health = await Health();
            Assert.Equal(3, health.GetProperty("lastEvent").GetInt64());
            Assert.Equal(1, health.GetProperty("untrainedEvents").GetInt64());
            string list = await client.GetStringAsync(new Uri(address + "/recommend?user=new&n=20"));
            JsonElement[] items = [.. JsonDocument.Parse(list).RootElement.GetProperty("items").EnumerateArray()];
            Assert.Equal(17, items.Length); // all but those of the three events, trained on or not

            async Task Post(string user, long item)
            {
                object body = new
                {
                    events = new[]
                    {
                        new
                        {
                            user,
                            item,
                            value = 4.5,
                        },
                    },
                };
                using HttpResponseMessage answer = await client.PostAsJsonAsync(address + "/recommend/events", body);
                answer.EnsureSuccessStatusCode();
            }

            async Task<JsonElement> Health() =>
                JsonDocument.Parse(await client.GetStringAsync(new Uri(address + "/recommend/health"))).RootElement;
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    private static JsonElement Train(TemporaryFolder folder, params string[] more) =>
        CliRun.Json(["train", "-o", folder["m"], "--events", folder["events"], .. _options, .. more]);

    private static IEnumerable<Rating> ListOf(Ratings ratings)
    {
        for (int k = 0; k < ratings.Count; k++)
            yield return new(ratings.Users[ratings.UserRows[k]], ratings.Items[ratings.ItemRows[k]], ratings.Values[k]);
    }
}
