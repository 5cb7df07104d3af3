using System.Diagnostics;

namespace FastMf.Benchmarks.EndToEnd;

/// <summary>Times of requests in classes one percent wide: a quantile costs no memory, however many there are.</summary>
internal sealed class LatencyHistogram
{
    private static readonly double s_step = Math.Log(1.01);

    private readonly long[] _counts = new long[2800]; // up to 10^12 ticks

    public long Count { get; private set; }

    public long Longest { get; private set; }

    public void Add(long ticks)
    {
        _counts[(int)(Math.Log(Math.Max(1, ticks)) / s_step)]++;
        Count++;
        Longest = Math.Max(Longest, ticks);
    }

    /// <summary>The time in microseconds that a share of the requests did not exceed.</summary>
    public double Microseconds(double share)
    {
        long left = (long)Math.Ceiling(share * Count);
        int k = 0;
        for (; left > _counts[k]; k++)
            left -= _counts[k];
        return Math.Exp((k + 1) * s_step) * 1e6 / Stopwatch.Frequency;
    }
}
