using System.Runtime.InteropServices;
using FastMf.Data;
using FastMf.Kernels;
using FastMf.Simd;
using FastMf.Tests.Reference;

namespace FastMf.Tests.Kernels;

/// <summary>Many steps over a block: weights, projection, thresholds, biases on and off, both step rules.</summary>
public class SgdStepTests
{
    private const int Users = 6;
    private const int Items = 9;
    private const int Ratings = 400;

    public static TheoryData<int, bool, bool, bool, bool, float> Cases
    {
        get
        {
            TheoryData<int, bool, bool, bool, bool, float> cases = [];
            foreach (int rank in (int[])[1, 16, 40, 64])
            foreach (bool adaGrad in (bool[])[true, false])
            foreach (bool weighted in (bool[])[true, false])
            foreach (bool nonNegative in (bool[])[true, false])
            foreach (bool sparse in (bool[])[true, false])
            foreach (float biasShare in (float[])[0f, 0.3f])
                cases.Add(rank, adaGrad, weighted, nonNegative, sparse, biasShare);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_block_gives_the_same_bits_at_every_width_and_follows_the_formula(
        int rank,
        bool adaGrad,
        bool weighted,
        bool nonNegative,
        bool sparse,
        float biasShare
    )
    {
        Block oracle = new(rank, weighted, sparse, new SgdTerms(3.5f, biasShare, nonNegative), adaGrad);
        oracle.Run(width: 1);
        foreach (int width in SimdWidths.All)
        {
            Block block = new(rank, weighted, sparse, new SgdTerms(3.5f, biasShare, nonNegative), adaGrad);
            block.Run(width);
            Assert.Equal(oracle.Results(), block.Results());
        }

        float[] actual = oracle.Results();
        double[] expected = oracle.Plain();
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.InRange(actual[i], expected[i] - 2e-4, expected[i] + 2e-4);
        if (!nonNegative)
            Assert.Equal(sparse, actual.AsSpan(0, rank * (Users + Items)).Contains(0f));
        if (nonNegative)
            Assert.DoesNotContain(actual[..(rank * (Users + Items))], x => x < 0);
        Assert.True(oracle.PaddingIsZero());
    }

    /// <summary>The kernel works on two ratings at once; whatever rows they share, it must not be seen.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Ratings_one_by_one_give_the_bits_of_the_block(
        int rank,
        bool adaGrad,
        bool weighted,
        bool nonNegative,
        bool sparse,
        float biasShare
    )
    {
        SgdTerms terms = new(3.5f, biasShare, nonNegative);
        Block whole = new(rank, weighted, sparse, terms, adaGrad);
        Block single = new(rank, weighted, sparse, terms, adaGrad);
        whole.Run(SimdWidth.Current);
        for (int k = 0; k < Ratings; k++)
            single.Run(SimdWidth.Current, k, 1);
        Assert.Equal(single.Results(), whole.Results());
    }

    private sealed class Block(int rank, bool weighted, bool sparse, SgdTerms terms, bool adaGrad)
    {
        private const float Rate = 0.02f;

        private readonly FactorMatrix _users = Matrix(1, Users, rank);
        private readonly FactorMatrix _items = Matrix(2, Items, rank);
        private readonly SgdRow[] _userRows = Rows(Users);
        private readonly SgdRow[] _itemRows = Rows(Items);
        private readonly float[] _userThresholds = sparse ? Thresholds(Users) : [];
        private readonly float[] _itemThresholds = sparse ? Thresholds(Items) : [];
        private readonly SgdEntry[] _entries =
        [
            .. Enumerable
                .Range(0, Ratings)
                .Select(k => new SgdEntry(
                    (ushort)CounterRandom.UniformInt(3, 0, (ulong)k, Users),
                    (ushort)CounterRandom.UniformInt(3, 1, (ulong)k, Items),
                    3.5f + (float)CounterRandom.Normal(3, 2, (ulong)k)
                )),
        ];
        private readonly float[] _weights = weighted
            ? [.. Enumerable.Range(0, Ratings).Select(k => 2f * (float)CounterRandom.Uniform(3, 3, (ulong)k))]
            : [];

        public void Run(int width, int first = 0, int count = Ratings)
        {
            if (adaGrad)
                Run(AdaGradRule.Create(Rate * 5), width, first, count);
            else
                Run(PlainRule.Create(Rate), width, first, count);
        }

        private void Run<TRule>(TRule rule, int width, int first, int count)
            where TRule : struct, IStepRule<TRule> =>
            SimdWidth.Dispatch<Visitor<TRule>, double>(new(this, rule, first, count), width);

        public float[] Results() =>
            [
                .. Enumerable.Range(0, Users).SelectMany(i => _users[i].ToArray()),
                .. Enumerable.Range(0, Items).SelectMany(i => _items[i].ToArray()),
                .. _userRows.Concat(_itemRows).Select(row => row.Bias),
            ];

        public bool PaddingIsZero() =>
            Enumerable.Range(0, Users).All(i => !_users.Row(i)[rank..].ContainsAnyExcept(0f))
            && Enumerable.Range(0, Items).All(i => !_items.Row(i)[rank..].ContainsAnyExcept(0f));

        /// <summary>The same block from the beginning, in double precision.</summary>
        public double[] Plain()
        {
            double[][] users = Doubles(Matrix(1, Users, rank));
            double[][] items = Doubles(Matrix(2, Items, rank));
            PlainSgd.Row[] userRows = [.. Rows(Users).Select((row, i) => Doubles(row, i))];
            PlainSgd.Row[] itemRows = [.. Rows(Items).Select((row, i) => Doubles(row, i))];
            PlainSgd sgd = new(users, items, userRows, itemRows)
            {
                Mean = terms.Mean,
                BiasShare = terms.BiasShare,
                NonNegative = terms.NonNegative,
                Rate = adaGrad ? Rate * 5 : Rate,
                AdaGrad = adaGrad,
            };
            for (int k = 0; k < Ratings; k++)
                sgd.Step(_entries[k].User, _entries[k].Item, _entries[k].Value, weighted ? _weights[k] : 1);
            return
            [
                .. users.SelectMany(u => u),
                .. items.SelectMany(v => v),
                .. userRows.Concat(itemRows).Select(r => r.Bias),
            ];
        }

        private static FactorMatrix Matrix(ulong seed, int rows, int rank)
        {
            FactorMatrix matrix = new(rows, rank);
            for (int i = 0; i < rows; i++)
                Fill.Normal(seed, i, matrix.Row(i)[..rank], 0.3f);
            return matrix;
        }

        private static SgdRow[] Rows(int count) =>
            [
                .. Enumerable
                    .Range(0, count)
                    .Select(i => new SgdRow
                    {
                        Accumulator = 4f,
                        Bias = 0.1f * i,
                        Shrink = 0.05f * i,
                        BiasShrink = 0.03f * i,
                    }),
            ];

        private static double[][] Doubles(FactorMatrix matrix) =>
            [.. Enumerable.Range(0, matrix.Rows).Select(i => matrix[i].ToArray().Select(x => (double)x).ToArray())];

        private static float[] Thresholds(int rows) => [.. Enumerable.Range(0, rows).Select(i => 0.2f * i)];

        private PlainSgd.Row Doubles(SgdRow row, int i) =>
            new()
            {
                Bias = row.Bias,
                Accumulator = row.Accumulator,
                Shrink = row.Shrink,
                BiasShrink = row.BiasShrink,
                Threshold = sparse ? Thresholds(i + 1)[i] : 0,
            };

        private readonly struct Visitor<TRule>(Block block, TRule rule, int first, int count) : ISimdVisitor<double>
            where TRule : struct, IStepRule<TRule>
        {
            public double Visit<TSimd>()
                where TSimd : struct, ISimd<TSimd> =>
                SgdStep.Run<TSimd, SquaredSlope, TRule>(
                    block._entries.AsSpan(first, count),
                    block._weights.Length == 0 ? [] : block._weights.AsSpan(first, count),
                    ref block._users.Origin,
                    ref MemoryMarshal.GetArrayDataReference(block._userRows),
                    ref block._items.Origin,
                    ref MemoryMarshal.GetArrayDataReference(block._itemRows),
                    block._users.Stride,
                    block.Terms,
                    default,
                    rule,
                    block._userThresholds,
                    block._itemThresholds
                );
        }

        private SgdTerms Terms => terms;
    }

    private readonly struct SquaredSlope : ISlope
    {
        public float Slope(float target, float prediction) => -2f * (target - prediction);
    }
}
