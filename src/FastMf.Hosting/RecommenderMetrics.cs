using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace FastMf.Hosting;

/// <summary>What the service counts, under the name "FastMf", for whoever listens; with nobody listening it costs next to nothing.</summary>
internal sealed class RecommenderMetrics : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "FastMf";

    /// <summary>The bounds of the latency histogram, in seconds: a factor of about two from 10 microseconds to 10 seconds.</summary>
    public static readonly double[] LatencyBounds =
    [
        0.00001,
        0.000025,
        0.00005,
        0.0001,
        0.00025,
        0.0005,
        0.001,
        0.0025,
        0.005,
        0.01,
        0.025,
        0.05,
        0.1,
        0.25,
        0.5,
        1,
        2.5,
        5,
        10,
    ];

    private readonly Counter<long> _requests;
    private readonly Histogram<double> _latency;
    private readonly Counter<long> _unknownUsers;
    private readonly Counter<long> _swaps;
    private readonly Counter<long> _failures;

    /// <param name="factory">Makes the meter and owns it.</param>
    /// <param name="age">The age of the model in seconds; null while there is none.</param>
    /// <param name="events">How far events are; null where none are taken.</param>
    public RecommenderMetrics(IMeterFactory? factory, Func<double?> age, Func<EventStatus?>? events)
    {
        Meter = factory?.Create(MeterName) ?? new Meter(MeterName);
        _requests = Meter.CreateCounter<long>("fastmf.requests", "{request}", "Questions to the model.");
        _latency = Meter.CreateHistogram(
            "fastmf.request.duration",
            "s",
            "How long the model took to answer.",
            tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = LatencyBounds }
        );
        _unknownUsers = Meter.CreateCounter<long>("fastmf.users.unknown", "{request}", "Questions for unknown users.");
        _swaps = Meter.CreateCounter<long>("fastmf.model.swaps", "{swap}", "Models that took over.");
        _failures = Meter.CreateCounter<long>("fastmf.model.failures", "{failure}", "Models that were refused.");
        Meter.CreateObservableGauge(
            "fastmf.model.age",
            () => age() is { } seconds ? (Measurement<double>[])[new(seconds)] : [],
            "s",
            "How long ago the model's file was written."
        );
        if (events is null)
            return;
        Gauge("fastmf.events.last", "{event}", "The number of the last event.", of => of.LastEvent);
        Gauge("fastmf.events.untrained", "{event}", "Events after the model was trained.", of => of.Untrained);
        Gauge("fastmf.events.waiting", "{request}", "Requests whose events are not written yet.", of => of.Waiting);
        Gauge("fastmf.users.live", "{user}", "Users with events.", of => of.Users);

        void Gauge(string name, string unit, string description, Func<EventStatus, double> value) =>
            Meter.CreateObservableGauge(
                name,
                () => events() is { } status ? (Measurement<double>[])[new(value(status))] : [],
                unit,
                description
            );
    }

    /// <summary>Where the instruments are.</summary>
    public Meter Meter { get; }

    /// <summary>The time at which a request begins; 0 where nobody wants to know.</summary>
    public long Begin() => _latency.Enabled ? Stopwatch.GetTimestamp() : 0;

    /// <summary>A request was answered.</summary>
    public void End(string operation, long begin, bool userKnown = true)
    {
        KeyValuePair<string, object?> tag = new("operation", operation);
        if (begin != 0)
            _latency.Record(Stopwatch.GetElapsedTime(begin).TotalSeconds, tag);
        _requests.Add(1, tag);
        if (!userKnown)
            _unknownUsers.Add(1, tag);
    }

    /// <summary>A model took over.</summary>
    public void Swapped() => _swaps.Add(1);

    /// <summary>A model was refused.</summary>
    public void Failed() => _failures.Add(1);

    public void Dispose() => Meter.Dispose();
}
