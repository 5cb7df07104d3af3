using FastMf.Kernels;
using FastMf.Simd;

namespace FastMf.Tests.Kernels;

public class TopKTests
{
    private static readonly float[] Ascending =
    [
        float.NegativeInfinity,
        float.MinValue,
        -1f,
        -float.Epsilon,
        0f,
        float.Epsilon,
        1f,
        float.MaxValue,
        float.PositiveInfinity,
    ];

    [Fact]
    public void KeysRiseWithTheScoreAndFallWithTheRow()
    {
        for (int i = 0; i < Ascending.Length; i++)
        {
            Assert.True(TopK.Key(5, Ascending[i]) > TopK.Key(6, Ascending[i]));
            Assert.True(TopK.Key(0, Ascending[i]) > TopK.Key(int.MaxValue, Ascending[i]));
            if (i > 0)
                Assert.True(TopK.Key(int.MaxValue, Ascending[i]) > TopK.Key(0, Ascending[i - 1]));
        }
    }

    [Fact]
    public void KeysReadBackExactly()
    {
        foreach (float score in Ascending)
        {
            foreach (int row in (int[])[0, 1, int.MaxValue])
            {
                Assert.Equal(row, TopK.Row(TopK.Key(row, score)));
                Assert.Equal(score, TopK.Score(TopK.Key(row, score)));
            }
        }
    }

    [Fact]
    public void MinusZeroTiesWithZero()
    {
        Assert.Equal(TopK.Key(3, 0f), TopK.Key(3, -0f));
        Assert.True(TopK.Key(3, -0f) > TopK.Key(4, 0f));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100)]
    [InlineData(1000)]
    [InlineData(1001)]
    public void KeepsWhatASortPutsFirst(int capacity)
    {
        Random random = new(capacity);
        float[] scores = [.. Enumerable.Range(0, 1000).Select(_ => random.Next(-20, 21) / 8f)]; // many ties
        for (int i = 0; i < scores.Length; i += 9)
            scores[i] = float.NaN;
        int[] expected =
        [
            .. Enumerable
                .Range(0, scores.Length)
                .Where(i => !float.IsNaN(scores[i]))
                .OrderByDescending(i => scores[i])
                .ThenBy(i => i)
                .Take(capacity),
        ];
        foreach (int piece in (int[])[1, 15, 16, 64, 77, 1000])
        {
            foreach (int width in SimdWidths.All)
            {
                ulong[] room = new ulong[capacity];
                int count = SimdWidth.Dispatch<Offering, int>(new(room, scores, piece), width);
                Assert.Equal(expected, room[..count].Select(TopK.Row));
                Assert.Equal(expected.Select(i => scores[i]), room[..count].Select(TopK.Score));
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TheOrderOfScoresDoesNotMatter(bool rising)
    {
        float[] scores = [.. Enumerable.Range(0, 500).Select(i => rising ? i : -(float)i)];
        ulong[] room = new ulong[3];
        Assert.Equal(3, SimdWidth.Dispatch<Offering, int>(new(room, scores, scores.Length)));
        Assert.Equal(rising ? [499, 498, 497] : [0, 1, 2], room.Select(TopK.Row));
    }

    /// <summary>Offers scores in pieces.</summary>
    private readonly struct Offering(ulong[] room, float[] scores, int piece) : ISimdVisitor<int>
    {
        public int Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd>
        {
            TopK top = new(room);
            for (int first = 0; first < scores.Length; first += piece)
                top.Offer<TSimd>(first, scores.AsSpan(first, Math.Min(piece, scores.Length - first)));
            return top.Finish();
        }
    }
}
