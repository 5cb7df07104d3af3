using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FastMf.Simd;

namespace FastMf.Kernels;

/// <summary>
/// Scores of four rows against a panel of 64 others, with the bits of <see cref="Dot"/>. There a lane holds the sum of
/// every sixteenth product, and lanes are added by halving. Here a register holds one such lane of sixteen dot products
/// at once, so nothing is ever added across a register: chain n runs over the products that lane <see cref="Lane"/>(n)
/// of Dot adds up, in its order, and chains are added when both halves of a branch of Dot's tree are there.
/// </summary>
internal static class ScoreTile
{
    /// <summary>Rows of a tile.</summary>
    public const int Users = 4;

    /// <summary>Rows of a panel.</summary>
    public const int Items = 64;

    /// <summary>Floats of the room that <see cref="Products"/> needs for unfinished sums.</summary>
    public const int Room = 4 * Users * Items;

    /// <summary>The lane of chain n: its four bits in reverse order, so that halves of a branch follow each other.</summary>
    public static int Lane(int chain) => ((chain & 1) << 3) | ((chain & 2) << 1) | ((chain & 4) >> 1) | (chain >> 3);

    /// <summary>Packs rows into a panel: at (n length/16 + c) 64 + j is number 16 c + Lane(n) of row j.</summary>
    /// <param name="row">A row, a multiple of 16 floats.</param>
    /// <param name="panel">64 times as many floats.</param>
    /// <param name="j">The row's place in the panel.</param>
    public static void Pack(ReadOnlySpan<float> row, Span<float> panel, int j)
    {
        Debug.Assert(panel.Length == row.Length * Items && (uint)j < Items);
        int at = j;
        for (int n = 0; n < 16; n++)
        for (int k = Lane(n); k < row.Length; k += 16)
        {
            panel[at] = row[k];
            at += Items;
        }
    }

    /// <summary>scores_ij = (start_i + bias_j) + x_i . row_j, the bits of <see cref="ScoreAll.Products"/>.</summary>
    /// <param name="panel">64 rows, packed.</param>
    /// <param name="bias">One for each of them.</param>
    /// <param name="x0">The first row; its length is a multiple of 16.</param>
    /// <param name="x1">The second row, as long.</param>
    /// <param name="x2">The third row, as long.</param>
    /// <param name="x3">The fourth row, as long.</param>
    /// <param name="starts">What every score of a row begins with: four.</param>
    /// <param name="room">For this method's own use.</param>
    /// <param name="scores">Receives 64 scores for each row.</param>
    public static void Products<TSimd>(
        ReadOnlySpan<float> panel,
        ReadOnlySpan<float> bias,
        ReadOnlySpan<float> x0,
        ReadOnlySpan<float> x1,
        ReadOnlySpan<float> x2,
        ReadOnlySpan<float> x3,
        ReadOnlySpan<float> starts,
        Span<float> room,
        Span<float> scores
    )
        where TSimd : struct, ISimd<TSimd>
    {
        Debug.Assert(x0.Length % 16 == 0 && x1.Length == x0.Length && x2.Length == x0.Length && x3.Length == x0.Length);
        Debug.Assert(panel.Length == x0.Length * Items && bias.Length == Items && starts.Length == Users);
        Debug.Assert(room.Length >= Room && scores.Length == Users * Items);
        ref float p = ref MemoryMarshal.GetReference(panel);
        ref float px0 = ref MemoryMarshal.GetReference(x0);
        ref float px1 = ref MemoryMarshal.GetReference(x1);
        ref float px2 = ref MemoryMarshal.GetReference(x2);
        ref float px3 = ref MemoryMarshal.GetReference(x3);
        ref float partial = ref MemoryMarshal.GetReference(room);
        nuint length = (nuint)x0.Length;
        nuint at = 0;
        for (int n = 0; n < 16; n++)
        {
            TSimd a00 = TSimd.Splat(0f);
            TSimd a01 = a00,
                a02 = a00,
                a03 = a00,
                a10 = a00,
                a11 = a00,
                a12 = a00,
                a13 = a00,
                a20 = a00,
                a21 = a00,
                a22 = a00,
                a23 = a00,
                a30 = a00,
                a31 = a00,
                a32 = a00,
                a33 = a00;
            for (nuint k = (nuint)Lane(n); k < length; k += 16)
            {
                TSimd y0 = TSimd.Load(in p, at);
                TSimd y1 = TSimd.Load(in p, at + 16);
                TSimd y2 = TSimd.Load(in p, at + 32);
                TSimd y3 = TSimd.Load(in p, at + 48);
                TSimd x = TSimd.Splat(Unsafe.Add(ref px0, k));
                a00 = TSimd.MultiplyAdd(x, y0, a00);
                a01 = TSimd.MultiplyAdd(x, y1, a01);
                a02 = TSimd.MultiplyAdd(x, y2, a02);
                a03 = TSimd.MultiplyAdd(x, y3, a03);
                x = TSimd.Splat(Unsafe.Add(ref px1, k));
                a10 = TSimd.MultiplyAdd(x, y0, a10);
                a11 = TSimd.MultiplyAdd(x, y1, a11);
                a12 = TSimd.MultiplyAdd(x, y2, a12);
                a13 = TSimd.MultiplyAdd(x, y3, a13);
                x = TSimd.Splat(Unsafe.Add(ref px2, k));
                a20 = TSimd.MultiplyAdd(x, y0, a20);
                a21 = TSimd.MultiplyAdd(x, y1, a21);
                a22 = TSimd.MultiplyAdd(x, y2, a22);
                a23 = TSimd.MultiplyAdd(x, y3, a23);
                x = TSimd.Splat(Unsafe.Add(ref px3, k));
                a30 = TSimd.MultiplyAdd(x, y0, a30);
                a31 = TSimd.MultiplyAdd(x, y1, a31);
                a32 = TSimd.MultiplyAdd(x, y2, a32);
                a33 = TSimd.MultiplyAdd(x, y3, a33);
                at += Items;
            }
            nuint level = 0;
            for (int branch = n; (branch & 1) != 0; branch >>= 1)
            {
                a00 = TSimd.Load(in partial, level) + a00;
                a01 = TSimd.Load(in partial, level + 16) + a01;
                a02 = TSimd.Load(in partial, level + 32) + a02;
                a03 = TSimd.Load(in partial, level + 48) + a03;
                a10 = TSimd.Load(in partial, level + 64) + a10;
                a11 = TSimd.Load(in partial, level + 80) + a11;
                a12 = TSimd.Load(in partial, level + 96) + a12;
                a13 = TSimd.Load(in partial, level + 112) + a13;
                a20 = TSimd.Load(in partial, level + 128) + a20;
                a21 = TSimd.Load(in partial, level + 144) + a21;
                a22 = TSimd.Load(in partial, level + 160) + a22;
                a23 = TSimd.Load(in partial, level + 176) + a23;
                a30 = TSimd.Load(in partial, level + 192) + a30;
                a31 = TSimd.Load(in partial, level + 208) + a31;
                a32 = TSimd.Load(in partial, level + 224) + a32;
                a33 = TSimd.Load(in partial, level + 240) + a33;
                level += Users * Items;
            }
            ref float sums = ref n < 15 ? ref Unsafe.Add(ref partial, level) : ref MemoryMarshal.GetReference(scores);
            a00.Store(ref sums, 0);
            a01.Store(ref sums, 16);
            a02.Store(ref sums, 32);
            a03.Store(ref sums, 48);
            a10.Store(ref sums, 64);
            a11.Store(ref sums, 80);
            a12.Store(ref sums, 96);
            a13.Store(ref sums, 112);
            a20.Store(ref sums, 128);
            a21.Store(ref sums, 144);
            a22.Store(ref sums, 160);
            a23.Store(ref sums, 176);
            a30.Store(ref sums, 192);
            a31.Store(ref sums, 208);
            a32.Store(ref sums, 224);
            a33.Store(ref sums, 240);
        }
        for (int i = 0; i < Users; i++)
        for (int j = 0; j < Items; j += 16)
        {
            ref float score = ref scores[i * Items + j];
            TSimd begin = TSimd.Splat(starts[i]) + TSimd.Load(in bias[j], 0);
            (begin + TSimd.Load(in score, 0)).Store(ref score, 0);
        }
    }

    /// <summary>Bit j is 1 where score j is the least score or above; NaN is not.</summary>
    /// <param name="scores">64 scores.</param>
    /// <param name="least">The least score; nothing reaches NaN.</param>
    public static ulong AtLeast<TSimd>(ReadOnlySpan<float> scores, float least)
        where TSimd : struct, ISimd<TSimd>
    {
        Debug.Assert(scores.Length == Items);
        ref float p = ref MemoryMarshal.GetReference(scores);
        TSimd y = TSimd.Splat(least);
        return TSimd.AtLeast(TSimd.Load(in p, 0), y)
            | ((ulong)TSimd.AtLeast(TSimd.Load(in p, 16), y) << 16)
            | ((ulong)TSimd.AtLeast(TSimd.Load(in p, 32), y) << 32)
            | ((ulong)TSimd.AtLeast(TSimd.Load(in p, 48), y) << 48);
    }

    /// <summary>counts_k = counts_k + how many scores are least_k or above; NaN is not.</summary>
    /// <param name="scores">64 scores.</param>
    /// <param name="least">The least scores.</param>
    /// <param name="counts">As many counts.</param>
    public static void Count<TSimd>(ReadOnlySpan<float> scores, ReadOnlySpan<float> least, Span<int> counts)
        where TSimd : struct, ISimd<TSimd>
    {
        Debug.Assert(scores.Length == Items && least.Length == counts.Length);
        ref float p = ref MemoryMarshal.GetReference(scores);
        TSimd x0 = TSimd.Load(in p, 0);
        TSimd x1 = TSimd.Load(in p, 16);
        TSimd x2 = TSimd.Load(in p, 32);
        TSimd x3 = TSimd.Load(in p, 48);
        for (int k = 0; k < counts.Length; k++)
        {
            TSimd y = TSimd.Splat(least[k]);
            uint low = TSimd.AtLeast(x0, y) | (TSimd.AtLeast(x1, y) << 16);
            uint high = TSimd.AtLeast(x2, y) | (TSimd.AtLeast(x3, y) << 16);
            counts[k] += BitOperations.PopCount(((ulong)high << 32) | low);
        }
    }
}
