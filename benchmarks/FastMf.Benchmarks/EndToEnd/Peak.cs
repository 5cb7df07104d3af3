using System.Diagnostics;
using System.Runtime.CompilerServices;
using FastMf.Simd;
using FastMf.Threads;

namespace FastMf.Benchmarks.EndToEnd;

/// <summary>How many fused multiply-adds the machine can do at most: sixteen chains that stay in registers.</summary>
internal static class Peak
{
    private const int Steps = 40_000_000;

    /// <summary>Billions of floating-point operations a second, two for each multiply-add; the best of three tries.</summary>
    public static double Measure(int threads)
    {
        using WorkerTeam team = new(threads);
        float[] sinks = new float[threads * 64];
        double best = 0;
        for (int attempt = 0; attempt < 4; attempt++) // the first one compiles
        {
            long began = Stopwatch.GetTimestamp();
            team.Run(worker => sinks[worker * 64] = SimdWidth.Dispatch<Chains, float>(default));
            double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            if (attempt > 0)
                best = Math.Max(best, 2.0 * 16 * 16 * (Steps / 16) * threads / seconds / 1e9);
        }
        return best;
    }

    private readonly struct Chains : ISimdVisitor<float>
    {
        public float Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd> => Run<TSimd>(Steps / 16, 0.999f, 1e-3f);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float Run<TSimd>(int steps, float x, float y)
        where TSimd : struct, ISimd<TSimd>
    {
        TSimd m = TSimd.Splat(x);
        TSimd p = TSimd.Splat(y);
        TSimd a0 = p,
            a1 = p,
            a2 = p,
            a3 = p,
            a4 = p,
            a5 = p,
            a6 = p,
            a7 = p,
            a8 = p,
            a9 = p,
            b0 = p,
            b1 = p,
            b2 = p,
            b3 = p,
            b4 = p,
            b5 = p;
        for (int k = 0; k < steps; k++)
        {
            a0 = TSimd.MultiplyAdd(m, a0, p);
            a1 = TSimd.MultiplyAdd(m, a1, p);
            a2 = TSimd.MultiplyAdd(m, a2, p);
            a3 = TSimd.MultiplyAdd(m, a3, p);
            a4 = TSimd.MultiplyAdd(m, a4, p);
            a5 = TSimd.MultiplyAdd(m, a5, p);
            a6 = TSimd.MultiplyAdd(m, a6, p);
            a7 = TSimd.MultiplyAdd(m, a7, p);
            a8 = TSimd.MultiplyAdd(m, a8, p);
            a9 = TSimd.MultiplyAdd(m, a9, p);
            b0 = TSimd.MultiplyAdd(m, b0, p);
            b1 = TSimd.MultiplyAdd(m, b1, p);
            b2 = TSimd.MultiplyAdd(m, b2, p);
            b3 = TSimd.MultiplyAdd(m, b3, p);
            b4 = TSimd.MultiplyAdd(m, b4, p);
            b5 = TSimd.MultiplyAdd(m, b5, p);
        }
        TSimd sum = a0 + a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + a9 + b0 + b1 + b2 + b3 + b4 + b5;
        return sum.Sum();
    }
}
