using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using FastMf.IO;
using FastMf.Kernels;
using FastMf.Live;
using FastMf.Models;

namespace FastMf.Tests.Cli;

/// <summary>
/// The tool takes events over HTTP while its model is replaced, and is killed: what it acknowledged is there when it is
/// started again, once, and in the answers.
/// </summary>
public class ServeEventsTests
{
    private const int Senders = 4;
    private const int MostAcknowledged = 300;

    [UnixFact]
    public async Task Killed_5_times_what_was_acknowledged_is_served() => await Run(5, seed: 3);

    [SlowUnixFact]
    [Trait("Category", "Slow")]
    public async Task Killed_200_times_what_was_acknowledged_is_served() => await Run(200, seed: 4);

    private static async Task Run(int kills, ulong seed)
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        string model = folder.Train(ratings, "--solver", "als");
        FactorModel[] models =
        [
            ModelFile.Load(model),
            ModelFile.Load(folder.Train(ratings, "--solver", "als", "--seed", "7")),
        ];
        string events = Directory.CreateDirectory(folder["events"]).FullName;
        SortedDictionary<long, (string User, long Item, float Value)> acknowledged = [];
        for (int run = 0; run < kills; run++)
        {
            int most = 1 + CounterRandom.UniformInt(seed, (ulong)run, 0, MostAcknowledged);
            using Process process = ToolProcess.Start([
                "serve",
                model,
                "--port",
                "0",
                "--json",
                "--watch",
                "--exclude",
                ratings,
                "--events",
                events,
            ]);
            string? said = await process.StandardOutput.ReadLineAsync();
            if (said is null)
                Assert.Fail(await process.StandardError.ReadToEndAsync());
            _ = process.StandardError.ReadToEndAsync(); // so that it never waits for a reader
            string address = JsonDocument.Parse(said).RootElement.GetProperty("address").GetString()!;
            await AssertServed(address, acknowledged);
            using CancellationTokenSource killed = new();
            Task replacing = Task.Run(() => Replace(models, model, killed.Token));
            List<Task> senders = [];
            for (int sender = 0; sender < Senders; sender++)
            {
                int mine = run * Senders + sender;
                senders.Add(Task.Run(() => Send(address, mine, most, acknowledged, process)));
            }
            await Task.WhenAll(senders);
            await process.WaitForExitAsync();
            await killed.CancelAsync();
            await replacing;
            Assert.Equal(128 + 9, process.ExitCode);
            ModelFile.Load(model); // whole, or this throws
            AssertKept(events, acknowledged);
        }
        Assert.InRange(acknowledged.Count, kills * MostAcknowledged / 8, int.MaxValue);
    }

    /// <summary>Sends until the process is gone; the one who has seen enough acknowledged kills it.</summary>
    private static async Task Send(
        string address,
        int sender,
        int most,
        SortedDictionary<long, (string, long, float)> acknowledged,
        Process process
    )
    {
        using HttpClient client = new();
        for (int k = 0; ; k++)
        {
            (string user, long item, float value) = ($"u{sender}-{k / 3}", 1 + k % 20, 1 + k % 5);
            try
            {
                using HttpResponseMessage response = await client.PostAsJsonAsync(
                    new Uri(address + "/recommend/events"),
                    new
                    {
                        events = new[]
                        {
                            new
                            {
                                user,
                                item,
                                value,
                            },
                        },
                    }
                );
                string text = await response.Content.ReadAsStringAsync();
                Assert.True(response.IsSuccessStatusCode, text);
                long number = JsonDocument.Parse(text).RootElement.GetProperty("lastEvent").GetInt64();
                lock (acknowledged)
                    acknowledged.Add(number, (user, item, value)); // throws where a number is there twice
            }
            catch (Exception gone) when (gone is HttpRequestException or IOException)
            {
                return;
            }
            if (k == most / Senders)
                process.Kill();
        }
    }

    private static void Replace(FactorModel[] models, string path, CancellationToken token)
    {
        for (int k = 0; !token.IsCancellationRequested; k++)
            models[k % 2].Save(path, CancellationToken.None);
    }

    private static async Task AssertServed(
        string address,
        SortedDictionary<long, (string User, long Item, float Value)> acknowledged
    )
    {
        using HttpClient client = new();
        foreach ((string user, long item, _) in acknowledged.Values.Reverse().Take(20))
        {
            string text = await client.GetStringAsync(new Uri($"{address}/recommend?user={user}&n=20"));
            JsonElement answer = JsonDocument.Parse(text).RootElement;
            Assert.True(answer.GetProperty("known").GetBoolean(), text);
            Assert.DoesNotContain(
                item,
                answer.GetProperty("items").EnumerateArray().Select(one => one.GetProperty("item").GetInt64())
            );
        }
    }

    private static void AssertKept(
        string folder,
        SortedDictionary<long, (string User, long Item, float Value)> acknowledged
    )
    {
        using EventStore store = EventStore.Open(folder);
        Dictionary<long, LiveEvent> kept = store.Events(out long last).ToDictionary(one => one.Sequence);
        Assert.Equal(last, kept.Count); // each is of a pair of its own
        foreach ((long number, (string user, long item, float value)) in acknowledged)
        {
            Assert.True(kept.TryGetValue(number, out LiveEvent one), $"event {number} is lost");
            Assert.Equal((user, item, value), (one.User.ToString(), one.Item.Integer, one.Value));
        }
    }

    private sealed class SlowUnixFactAttribute : FactAttribute
    {
        public SlowUnixFactAttribute()
        {
            if (OperatingSystem.IsWindows() || Environment.GetEnvironmentVariable("FASTMF_SLOW") != "1")
                Skip = "Takes minutes, and is Unix's: set FASTMF_SLOW=1.";
        }
    }
}
