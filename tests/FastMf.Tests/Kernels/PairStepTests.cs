using System.Runtime.Intrinsics;
using FastMf.Data;
using FastMf.Kernels;
using FastMf.Losses;
using FastMf.Simd;
using FastMf.Tests.Reference;

namespace FastMf.Tests.Kernels;

/// <summary>Steps of many pairs that share rows, in groups of sixteen and what is left, against the slow twin.</summary>
public class PairStepTests
{
    private const int Users = 5;
    private const int Items = 9;

    private static readonly PairTerms Terms = new(0.03f, 0.05f, 0.02f, 0.25f);

    public static TheoryData<int, int, bool> Cases
    {
        get
        {
            TheoryData<int, int, bool> cases = [];
            foreach (int rank in (int[])[1, 16, 40, 64])
            foreach (int count in (int[])[0, 1, 15, 16, 17, 100])
            foreach (bool adaptive in (bool[])[true, false])
                cases.Add(rank, count, adaptive);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Many_pairs_move_as_on_paper_at_every_width(int rank, int count, bool adaptive)
    {
        (double[][] users, double[][] items, double[] bias) = Start(rank);
        PairEntry[] pairs = Pairs(count);
        PairReference reference = new(users, items, bias, Terms, 0.5);
        double squares = reference.Run(pairs, adaptive);
        float[]? first = null;
        foreach (int width in SimdWidths.All)
        {
            float[] found = SimdWidth.Dispatch<Steps, float[]>(new(rank, pairs, adaptive), width);
            double[] expected =
            [
                .. users.Concat(items).SelectMany(row => row),
                .. bias,
                .. adaptive ? reference.UserSums : [.. users.Select(_ => 7.5)],
                .. adaptive ? reference.ItemSums : [.. items.Select(_ => 7.5)],
                squares,
            ];
            Assert.Equal(expected.Length, found.Length);
            for (int k = 0; k < expected.Length; k++)
                Assert.Equal(expected[k], found[k], 2e-5 * (1 + Math.Abs(expected[k])));
            Assert.Equal(first ??= found, found);
        }
    }

    [Fact]
    public void Sixteen_sigmoids_have_the_bits_of_one_by_one()
    {
        float[] y =
        [
            .. Enumerable.Range(-4_000, 8_001).Select(k => k / 31f),
            .. (float[])[0f, -0f, 707f, -707f, 709f, -709f, 746f, -746f, 1e-30f, float.MaxValue, float.MinValue],
            float.PositiveInfinity,
            float.NegativeInfinity,
            float.NaN,
        ];
        foreach (float[] some in y.Chunk(16))
        {
            Vector512<float> found = Sigmoid.Of(Vector512.Create(Pad(some)));
            for (int k = 0; k < some.Length; k++)
                Assert.Equal((float)Sigmoid.Of((double)some[k]), found[k]);
        }

        static float[] Pad(float[] x) => [.. x, .. new float[16 - x.Length]];
    }

    private static PairEntry[] Pairs(int count) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(k => new PairEntry(
                    CounterRandom.UniformInt(1, 1, (ulong)k, Users),
                    CounterRandom.UniformInt(1, 2, (ulong)k, Items / 2),
                    Items / 2 + CounterRandom.UniformInt(1, 3, (ulong)k, Items - Items / 2),
                    0.25f + k % 3
                )),
        ];

    private static (double[][] Users, double[][] Items, double[] Bias) Start(int rank)
    {
        return (Rows(Users, 1), Rows(Items, 2), Rows(1, 3, Items)[0]);

        double[][] Rows(int rows, ulong seed, int? length = null) =>
            [
                .. Enumerable
                    .Range(0, rows)
                    .Select(row =>
                        Enumerable
                            .Range(0, length ?? rank)
                            .Select(d => (double)(float)(0.3 * CounterRandom.Normal(seed, (ulong)row, (ulong)d)))
                            .ToArray()
                    ),
            ];
    }

    private readonly struct Steps(int rank, PairEntry[] pairs, bool adaptive) : ISimdVisitor<float[]>
    {
        public float[] Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd> => adaptive ? Run<TSimd, AdaGradRule>() : Run<TSimd, PlainRule>();

        private float[] Run<TSimd, TRule>()
            where TSimd : struct, ISimd<TSimd>
            where TRule : struct, IStepRule<TRule>
        {
            (double[][] users, double[][] items, double[] bias) = Start(rank);
            (FactorMatrix userRows, FactorMatrix itemRows) = (Matrix(users), Matrix(items));
            float[] userSums = [.. users.Select(_ => 7.5f)];
            float[] itemSums = [.. items.Select(_ => 7.5f)];
            float[] biases = [.. bias.Select(b => (float)b)];
            double squares = PairStep.Run<TSimd, PairwiseLogistic, TRule>(
                pairs,
                new(ref userRows.Origin, userSums, ref itemRows.Origin, itemSums, biases, userRows.Stride),
                Terms,
                default,
                TRule.Create(0.5f)
            );
            IEnumerable<float> rows = Enumerable
                .Range(0, Users)
                .SelectMany(row => userRows[row].ToArray())
                .Concat(Enumerable.Range(0, Items).SelectMany(row => itemRows[row].ToArray()));
            return [.. rows, .. biases, .. userSums, .. itemSums, (float)squares];
        }

        private static FactorMatrix Matrix(double[][] rows)
        {
            FactorMatrix matrix = new(rows.Length, rows[0].Length);
            for (int row = 0; row < rows.Length; row++)
            for (int d = 0; d < rows[row].Length; d++)
                matrix.Row(row)[d] = (float)rows[row][d];
            return matrix;
        }
    }
}
