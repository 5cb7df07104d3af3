using System.Diagnostics.Metrics;
using FastMf.IO;
using FastMf.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FastMf.Hosting.Tests.Hosting;

public class HealthAndMetricsTests
{
    [Fact]
    public async Task Health_follows_what_happens()
    {
        using TemporaryFolder folder = new();
        await using Hosted hosted = await Hosted.Start(
            folder["m"],
            options =>
            {
                options.StartWithoutModel = true;
                options.Watch = false;
                options.MaxModelAge = TimeSpan.FromHours(1);
            }
        );
        Assert.Equal(HealthStatus.Unhealthy, (await Check(hosted)).Status);

        SmallModels.Biased(1).Save(folder["m"]);
        await hosted.Handle.LoadAsync();
        HealthReportEntry healthy = await Check(hosted);
        Assert.Equal(HealthStatus.Healthy, healthy.Status);
        Assert.Equal(hosted.Handle.Snapshot().Version, healthy.Data["model"]);
        Assert.InRange((double)healthy.Data["ageSeconds"], 0, 600);

        File.WriteAllText(folder["bad"], "no model");
        await Assert.ThrowsAsync<ModelFileException>(() => hosted.Handle.LoadAsync(folder["bad"]));
        HealthReportEntry degraded = await Check(hosted);
        Assert.Equal(HealthStatus.Degraded, degraded.Status);
        Assert.Contains(folder["bad"], (string)degraded.Data["lastError"], StringComparison.Ordinal);

        SmallModels.Biased(2).Save(folder["m"]);
        File.SetLastWriteTimeUtc(folder["m"], DateTime.UtcNow.AddHours(-2));
        await hosted.Handle.LoadAsync();
        HealthReportEntry old = await Check(hosted);
        Assert.Equal(HealthStatus.Degraded, old.Status);
        Assert.Contains("old", old.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_latency_unknown_users_swaps_failures_and_age_are_counted()
    {
        using TemporaryFolder folder = new();
        SmallModels.Biased(1).Save(folder["m"]);
        await using Hosted hosted = await Hosted.Start(folder["m"], options => options.Watch = false);
        using Counts counts = new(hosted.Handle.Metrics.Meter);
        Scored[] best = new Scored[3];
        RecommenderSnapshot snapshot = hosted.Handle.Snapshot();
        snapshot.Recommend(1, best, out _);
        snapshot.Recommend("nobody", best, out _);
        snapshot.SimilarItems(10, best, out _);
        snapshot.Predict(77, 10);
        await hosted.Handle.SwapAsync(SmallModels.Biased(2), "second");
        await Assert.ThrowsAnyAsync<IOException>(() => hosted.Handle.LoadAsync(folder["none"]));
        counts.Listener.RecordObservableInstruments();

        Assert.Equal(2, counts["fastmf.requests recommend"]);
        Assert.Equal(1, counts["fastmf.requests similar-items"]);
        Assert.Equal(1, counts["fastmf.requests predict"]);
        Assert.Equal(1, counts["fastmf.users.unknown recommend"]);
        Assert.Equal(1, counts["fastmf.users.unknown predict"]);
        Assert.Equal(1, counts["fastmf.model.swaps "]);
        Assert.Equal(1, counts["fastmf.model.failures "]);
        Assert.InRange(counts["fastmf.request.duration recommend"], 1e-9, 60);
        Assert.InRange(counts["fastmf.model.age "], 0, 600);
    }

    private static async Task<HealthReportEntry> Check(Hosted hosted) =>
        (await hosted.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["fastmf"];

    /// <summary>Sums of what a meter says, by instrument and operation.</summary>
    private sealed class Counts : IDisposable
    {
        private readonly Dictionary<string, double> _sums = [];

        public Counts(Meter meter)
        {
            Listener.InstrumentPublished = (instrument, listener) =>
            {
                if (ReferenceEquals(instrument.Meter, meter))
                    listener.EnableMeasurementEvents(instrument);
            };
            Listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
            Listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
            Listener.Start();
        }

        public MeterListener Listener { get; } = new();

        public double this[string name] => _sums[name];

        public void Dispose() => Listener.Dispose();

        private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            string name = $"{instrument.Name} {(tags.IsEmpty ? "" : tags[0].Value)}";
            lock (_sums)
                _sums[name] = _sums.GetValueOrDefault(name) + value;
        }
    }
}
