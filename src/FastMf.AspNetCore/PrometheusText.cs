using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using FastMf.Hosting;

namespace FastMf.AspNetCore;

/// <summary>
/// The metrics of a recommender as Prometheus reads them: text, a line a number, since this process began to listen.
/// </summary>
internal sealed class PrometheusText : IDisposable
{
    private readonly ConcurrentDictionary<(Instrument Instrument, string Operation), Series> _series = [];
    private readonly MeterListener _listener = new();

    public PrometheusText(RecommenderMetrics metrics)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (!ReferenceEquals(instrument.Meter, metrics.Meter))
                return;
            listener.EnableMeasurementEvents(instrument);
            if (instrument is Counter<long>)
                _series.TryAdd((instrument, ""), new()); // so that it is there, as 0, before anything happens
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Of(instrument, tags).Add(value));
        _listener.SetMeasurementEventCallback<double>(
            (instrument, value, tags, _) =>
            {
                if (instrument is Histogram<double>)
                    Of(instrument, tags).Record(value);
                else
                    Of(instrument, tags).Set(value);
            }
        );
        _listener.Start();
    }

    /// <summary>All that is known now.</summary>
    public string Write()
    {
        _listener.RecordObservableInstruments();
        StringBuilder text = new();
        foreach (var instrument in _series.GroupBy(one => one.Key.Instrument).OrderBy(one => one.Key.Name))
        {
            string name = instrument.Key.Name.Replace('.', '_') + (instrument.Key.Unit == "s" ? "_seconds" : "");
            string kind =
                instrument.Key is Histogram<double> ? "histogram"
                : instrument.Key is Counter<long> ? "counter"
                : "gauge";
            string total = kind == "counter" ? "_total" : "";
            Line(text, $"# HELP {name}{total} {instrument.Key.Description}");
            Line(text, $"# TYPE {name}{total} {kind}");
            bool hasTags = instrument.Any(one => one.Key.Operation.Length > 0);
            foreach (((_, string operation), Series series) in instrument.OrderBy(one => one.Key.Operation))
            {
                if (operation.Length == 0 && hasTags)
                    continue;
                string labels = operation.Length == 0 ? "" : $"operation=\"{operation}\"";
                if (kind == "histogram")
                    Histogram(text, name, labels, series);
                else
                    Line(text, $"{name}{total}{Braces(labels)} {series.Sum}");
            }
        }
        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    private Series Of(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        (Instrument, string) key = (instrument, tags.IsEmpty ? "" : (string)tags[0].Value!);
        return _series.TryGetValue(key, out Series? series) ? series : _series.GetOrAdd(key, static _ => new());
    }

    private static void Histogram(StringBuilder text, string name, string labels, Series series)
    {
        string comma = labels.Length == 0 ? "" : ",";
        long count = 0;
        for (int k = 0; k <= RecommenderMetrics.LatencyBounds.Length; k++)
        {
            string bound =
                k == RecommenderMetrics.LatencyBounds.Length
                    ? "+Inf"
                    : RecommenderMetrics.LatencyBounds[k].ToString("R", CultureInfo.InvariantCulture);
            count += series.CountIn(k);
            Line(text, $"{name}_bucket{{{labels}{comma}le=\"{bound}\"}} {count}");
        }
        Line(text, $"{name}_sum{Braces(labels)} {series.Sum}");
        Line(text, $"{name}_count{Braces(labels)} {count}");
    }

    private static string Braces(string labels) => labels.Length == 0 ? "" : $"{{{labels}}}";

    private static void Line(StringBuilder text, FormattableString line) =>
        text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    /// <summary>A sum, and how many fell between two bounds.</summary>
    private sealed class Series
    {
        private readonly long[] _counts = new long[RecommenderMetrics.LatencyBounds.Length + 1];
        private double _sum;

        public double Sum => Volatile.Read(ref _sum);

        public long CountIn(int bucket) => Volatile.Read(ref _counts[bucket]);

        public void Set(double value) => Volatile.Write(ref _sum, value);

        public void Add(double value)
        {
            double seen = Volatile.Read(ref _sum);
            for (double next; ; seen = next)
            {
                next = Interlocked.CompareExchange(ref _sum, seen + value, seen);
                if (next.Equals(seen))
                    return;
            }
        }

        /// <summary>A bound belongs to the bucket below it.</summary>
        public void Record(double value)
        {
            int bucket = RecommenderMetrics.LatencyBounds.AsSpan().BinarySearch(value);
            Interlocked.Increment(ref _counts[bucket < 0 ? ~bucket : bucket]);
            Add(value);
        }
    }
}
