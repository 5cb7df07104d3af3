using System.Diagnostics;
using System.Globalization;
using FastMf.IO;
using FastMf.Kernels;
using FastMf.Live;
using FastMf.LiveWriter;
using FastMf.Models;

namespace FastMf.Tests.Live;

/// <summary>
/// A process that appends, compacts and replaces its model is killed at random moments: every event that it said was
/// acknowledged is there, none twice, the model is whole, and the vectors are those of the history.
/// </summary>
public sealed class KillTests
{
    private const long EventsOfRun = 100_000;
    private const int MostLines = 600;

    [Fact]
    public async Task Killed_20_times_nothing_acknowledged_is_lost() => await Run(20, seed: 1);

    [SlowFact]
    [Trait("Category", "Slow")]
    public async Task Killed_200_times_nothing_acknowledged_is_lost() => await Run(200, seed: 2);

    private static async Task Run(int kills, ulong seed)
    {
        using LiveFolder folder = new();
        using IO.TemporaryFolder models = new();
        string model = models["model.safetensors"];
        LiveFolder.Explicit().Save(model);
        HashSet<long> acknowledged = [];
        int torn = 0;
        for (int run = 0; run < kills; run++)
        {
            int lines = CounterRandom.UniformInt(seed, (ulong)run, 0, MostLines);
            await foreach (long number in Kill(folder.Path, model, run * EventsOfRun, lines))
                Assert.True(acknowledged.Add(number));
            torn += Verify(folder, model, acknowledged, run) ? 1 : 0;
        }
        Assert.InRange(acknowledged.Count, kills * MostLines / 8, int.MaxValue); // it did write
        Assert.InRange(torn, 0, kills);
    }

    /// <summary>Starts the writer, kills it when it has said so many lines, and gives all that it said.</summary>
    private static async IAsyncEnumerable<long> Kill(string events, string model, long first, int lines)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true };
        foreach (string word in (string[])[typeof(Writer).Assembly.Location, events, model, $"{first}"])
            start.ArgumentList.Add(word);
        using Process process = Process.Start(start)!;
        try
        {
            for (int line = 0; await process.StandardOutput.ReadLineAsync() is { } text; line++)
            {
                if (line == lines)
                    process.Kill();
                if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number))
                    yield return number; // the last line may be cut, to another number that was said before
            }
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
        if (!OperatingSystem.IsWindows())
            Assert.Equal(128 + 9, process.ExitCode); // it was killed, and did not fail
    }

    private static bool Verify(LiveFolder folder, string path, HashSet<long> acknowledged, int run)
    {
        FactorModel model = ModelFile.Load(path); // whole, or this throws
        using LiveModel live = new(folder.Open(SyncPolicy.EveryEvent), model);
        IReadOnlyList<LiveEvent> events = live.Events.Events(out long last);
        Dictionary<long, LiveEvent> byNumber = events.ToDictionary(one => one.Time); // throws where one is there twice
        Assert.Equal(events.Count, events.Select(one => one.Sequence).Distinct().Count());
        Assert.Equal(last, events[^1].Sequence);
        foreach (long number in acknowledged)
        {
            Assert.True(byNumber.TryGetValue(number, out LiveEvent one), $"event {number} is lost");
            Assert.Equal(Writer.Event(number), (one.User.Integer, one.Item.Integer, one.Value));
        }
        Assert.InRange(model.Info.LastEvent ?? 0, 0, last);
        LiveFolder.AssertVectors(live, [.. events.Where(one => one.Time / EventsOfRun == run)]);
        Assert.Empty(Directory.GetFiles(folder.Path, "*.tmp")); // what was half-written is gone
        return live.Events.TornBytes > 0;
    }

    private sealed class SlowFactAttribute : FactAttribute
    {
        public SlowFactAttribute()
        {
            if (Environment.GetEnvironmentVariable("FASTMF_SLOW") != "1")
                Skip = "Takes minutes: set FASTMF_SLOW=1.";
        }
    }
}
