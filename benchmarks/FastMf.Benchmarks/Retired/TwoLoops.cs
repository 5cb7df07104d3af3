using System.Runtime.InteropServices;
using FastMf.Benchmarks.EndToEnd;
using FastMf.Benchmarks.Micro;
using FastMf.Kernels;
using FastMf.Simd;
using FastMf.Trainers;

namespace FastMf.Benchmarks.Retired;

/// <summary>
/// A rating's dot product in a loop of its own, before the loop that moves its rows. Replaced by one loop that moves the rows of
/// one rating and multiplies those of the next (<see cref="SgdStep"/>): the sums of the product, each of which waits for the one
/// before, pass while there is other work.
/// </summary>
internal sealed class TwoLoops : SgdBlock
{
    public static void Run()
    {
        Console.WriteLine("rank   two loops   one loop, ns a rating in the first-level cache");
        foreach (int rank in (int[])[16, 32, 64, 128, 256])
        {
            double one = KernelBound.Measure(rank);
            double two = KernelBound.Measure(rank, block: new TwoLoops());
            Console.WriteLine(
                $"{rank, 4} {Math.Min(two, KernelBound.Measure(rank, block: new TwoLoops())), 11:F2} {Math.Min(one, KernelBound.Measure(rank)), 10:F2}"
            );
        }
    }

    public override double Run(
        ReadOnlySpan<SgdEntry> entries,
        ReadOnlySpan<float> weights,
        SgdStrip users,
        SgdStrip items,
        in SgdTerms terms,
        float rate
    ) => SimdWidth.Dispatch<Visitor, double>(new(entries, users, items, terms, rate));

    private readonly ref struct Visitor(
        ReadOnlySpan<SgdEntry> entries,
        SgdStrip users,
        SgdStrip items,
        SgdTerms terms,
        float rate
    ) : ISimdVisitor<double>
    {
        private readonly ReadOnlySpan<SgdEntry> _entries = entries;
        private readonly SgdStrip _users = users;
        private readonly SgdStrip _items = items;

        public double Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd>
        {
            SgdTwin<Lanes<TSimd>>.Run(
                _entries,
                Factors(_users),
                _users.Rows,
                Factors(_items),
                _items.Rows,
                _users.Stride,
                terms,
                rate,
                adaGrad: true
            );
            return 0;
        }

        private static Span<float> Factors(SgdStrip strip) =>
            MemoryMarshal.CreateSpan(ref strip.FirstRow[0], strip.Rows.Length * strip.Stride);
    }

    private readonly struct Lanes<TSimd> : ISgdTwin
        where TSimd : struct, ISimd<TSimd>
    {
        public static float Dot(ReadOnlySpan<float> u, ReadOnlySpan<float> v) => Kernels.Dot.Of<TSimd>(u, v);

        public static void Update(
            float g,
            Span<float> u,
            Span<float> v,
            float userShrink,
            float itemShrink,
            float userStep,
            float itemStep
        )
        {
            ref float pu = ref MemoryMarshal.GetReference(u);
            ref float pv = ref MemoryMarshal.GetReference(v);
            TSimd userKept = TSimd.Splat(1f - userStep * userShrink);
            TSimd itemKept = TSimd.Splat(1f - itemStep * itemShrink);
            TSimd userMove = TSimd.Splat(userStep * g);
            TSimd itemMove = TSimd.Splat(itemStep * g);
            for (nuint i = 0; i < (nuint)u.Length; i += 16)
            {
                TSimd x = TSimd.Load(ref pu, i);
                TSimd z = TSimd.Load(ref pv, i);
                TSimd.MultiplyAdd(userMove, z, userKept * x).Store(ref pu, i);
                TSimd.MultiplyAdd(itemMove, x, itemKept * z).Store(ref pv, i);
            }
        }
    }
}
