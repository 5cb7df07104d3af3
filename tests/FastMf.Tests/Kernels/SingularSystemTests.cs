using FastMf.Kernels;
using FastMf.Simd;

namespace FastMf.Tests.Kernels;

/// <summary>Systems without a unique answer get a defined one.</summary>
public class SingularSystemTests
{
    [Fact]
    public void Zeros_give_zeros() => Assert.All(Solve(new float[16 * 16], 5), x => Assert.Equal(0f, x));

    [Fact]
    public void An_unknown_that_depends_on_those_before_is_fixed_at_zero()
    {
        float[] matrix = new float[16 * 16];
        float[][] rows =
        [
            [1, 2, 3, 4],
            [2, 4, 6, 8],
            [3, 6, 10, 11],
        ]; // A, and g: the second row is twice the first
        for (int i = 0; i < 3; i++)
            rows[i].CopyTo(matrix, i * 16);
        float[] x = Solve(matrix, 3);
        Assert.Equal(0f, x[1]);
        Assert.Equal(7f, x[0], 4); // x + 3z = 4, 3x + 10z = 11
        Assert.Equal(-1f, x[2], 4);
    }

    [Fact]
    public void What_ran_off_shows()
    {
        float[] matrix = new float[16 * 16];
        (matrix[0], matrix[1], matrix[16], matrix[17]) = (float.PositiveInfinity, 1f, 1f, 1f);
        Assert.Contains(Solve(matrix, 2), x => !float.IsFinite(x));
    }

    private static float[] Solve(float[] matrix, int count)
    {
        float[] x = new float[16];
        SimdWidth.Dispatch<Visitor, bool>(new(matrix, count, x));
        return x;
    }

    private readonly struct Visitor(float[] matrix, int count, float[] x) : ISimdVisitor<bool>
    {
        public bool Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd>
        {
            Cholesky.Factor<TSimd>(matrix, 16, count, new float[count]);
            Cholesky.Solve<TSimd>(matrix, 16, count, x);
            return true;
        }
    }
}
