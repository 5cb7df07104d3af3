using FastMf.Simd;
using FastMf.Tests.Kernels;

namespace FastMf.Tests.Simd;

/// <summary>Every operation of the register type, at every width, against plain arithmetic on floats.</summary>
public class LanesTests
{
    public static TheoryData<int> Widths => new(SimdWidths.All);

    [Theory]
    [MemberData(nameof(Widths))]
    public void Operations_are_those_of_floats(int width)
    {
        KernelInput input = new(16 * 500, 0, Numbers.Edges);
        float[] x = input.Row(1).ToArray();
        float[] y = input.Row(2).ToArray();
        float[] z = input.Row(3).ToArray();
        for (int i = 0; i < x.Length; i += 16)
        {
            float[][] actual = SimdWidth.Dispatch<Operations, float[][]>(new Operations(x, y, z, i), width);
            for (int lane = 0; lane < 16; lane++)
            {
                (float a, float b, float c) = (x[i + lane], y[i + lane], z[i + lane]);
                Same(a + b, actual[0][lane]);
                Same(a - b, actual[1][lane]);
                Same(a * b, actual[2][lane]);
                Same(MathF.FusedMultiplyAdd(a, b, c), actual[3][lane]);
                Same(MathF.FusedMultiplyAdd(-a, b, c), actual[4][lane]);
                Same(a > 0 ? a : 0f, actual[5][lane]);
                Same(x[i], actual[6][lane]);
                Same(a >= b ? 1f : 0f, actual[7][lane]);
                Same(float.IsNaN(a) ? 0f : 1f, actual[8][lane]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Bytes_become_floats_exactly(int width)
    {
        sbyte[] bytes = [.. Enumerable.Range(-128, 256).Select(x => (sbyte)x)];
        for (int i = 0; i + 16 <= bytes.Length; i++)
            Assert.Equal(
                bytes[i..(i + 16)].Select(x => (float)x),
                SimdWidth.Dispatch<Bytes, float[]>(new Bytes(bytes, i), width)
            );
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Upper_halves_become_floats_exactly(int width)
    {
        short[] halves = [.. Enumerable.Range(0, 1 << 16).Select(x => (short)x)];
        for (int i = 0; i + 16 <= halves.Length; i += 13)
        {
            float[] floats = SimdWidth.Dispatch<Halves, float[]>(new Halves(halves, i), width);
            Assert.Equal(halves[i..(i + 16)].Select(x => x << 16), floats.Select(BitConverter.SingleToInt32Bits));
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Multiply_add_rounds_once(int width)
    {
        float[] x = [.. Enumerable.Repeat(1 + MathF.ScaleB(1, -12), 16)];
        float[] z = [.. Enumerable.Repeat(-(1 + MathF.ScaleB(1, -11)), 16)];
        float[][] actual = SimdWidth.Dispatch<Operations, float[][]>(new Operations(x, x, z, 0), width);
        Assert.All(actual[3], value => Assert.Equal(MathF.ScaleB(1, -24), value)); // rounded twice it would be 0
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void The_sum_halves_sixteen_lanes_in_a_fixed_tree(int width)
    {
        foreach (Numbers numbers in Enum.GetValues<Numbers>())
        {
            float[] x = new KernelInput(16 * 500, 0, numbers).Row(1).ToArray();
            for (int i = 0; i < x.Length; i += 16)
            {
                float[] tree = x[i..(i + 16)];
                for (int half = 8; half >= 1; half /= 2)
                    tree = [.. tree[..half].Zip(tree[half..], (a, b) => a + b)];
                Same(tree[0], SimdWidth.Dispatch<Sum, float>(new Sum(x, i), width));
            }
        }
    }

    private static void Same(float expected, float actual)
    {
        if (float.IsNaN(expected))
            Assert.True(float.IsNaN(actual));
        else
            Assert.Equal(BitConverter.SingleToUInt32Bits(expected), BitConverter.SingleToUInt32Bits(actual));
    }

    private readonly struct Operations(float[] x, float[] y, float[] z, int at) : ISimdVisitor<float[][]>
    {
        public float[][] Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd>
        {
            TSimd a = TSimd.Load(in x[0], (nuint)at);
            TSimd b = TSimd.Load(in y[0], (nuint)at);
            TSimd c = TSimd.Load(in z[0], (nuint)at);
            return
            [
                Lanes(a + b),
                Lanes(a - b),
                Lanes(a * b),
                Lanes(TSimd.MultiplyAdd(a, b, c)),
                Lanes(TSimd.NegatedMultiplyAdd(a, b, c)),
                Lanes(TSimd.Positive(a)),
                Lanes(TSimd.Splat(x[at])),
                Bits(TSimd.AtLeast(a, b)),
                Bits(TSimd.AtLeast(a, a)),
            ];
        }

        private static float[] Bits(uint bits) => [.. Enumerable.Range(0, 32).Select(i => (float)((bits >> i) & 1))];

        private static float[] Lanes<TSimd>(TSimd value)
            where TSimd : struct, ISimd<TSimd>
        {
            float[] lanes = new float[16];
            value.Store(ref lanes[0], 0);
            return lanes;
        }
    }

    private readonly struct Bytes(sbyte[] bytes, int at) : ISimdVisitor<float[]>
    {
        public float[] Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd>
        {
            float[] lanes = new float[16];
            TSimd.Load(in bytes[0], (nuint)at).Store(ref lanes[0], 0);
            return lanes;
        }
    }

    private readonly struct Halves(short[] halves, int at) : ISimdVisitor<float[]>
    {
        public float[] Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd>
        {
            float[] lanes = new float[16];
            TSimd.Load(in halves[0], (nuint)at).Store(ref lanes[0], 0);
            return lanes;
        }
    }

    private readonly struct Sum(float[] x, int at) : ISimdVisitor<float>
    {
        public float Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd> => TSimd.Load(in x[0], (nuint)at).Sum();
    }
}
