using FastMf.Kernels;
using FastMf.Tests.Reference;

namespace FastMf.Tests.Kernels;

public class SymmetricEigenTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(64)]
    [InlineData(130)]
    public void Vectors_are_orthogonal_and_the_matrix_is_made_of_them(int n)
    {
        double[] matrix = new double[n * n];
        for (int i = 0; i < n; i++)
        for (int j = 0; j <= i; j++)
            matrix[i * n + j] = matrix[j * n + i] = CounterRandom.Normal(1, (ulong)i, (ulong)j);
        AssertDecomposes(matrix, n);
    }

    [Fact]
    public void A_planted_spectrum_is_found()
    {
        const int N = 20;
        double[][] q = Orthogonal.Random(N, 3);
        double[] planted = [.. Enumerable.Range(0, N).Select(k => k < 5 ? 0 : Math.Pow(10, k % 7 - 3))];
        double[] matrix = new double[N * N];
        for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++)
            matrix[i * N + j] = Enumerable.Range(0, N).Sum(k => q[k][i] * planted[k] * q[k][j]);
        SymmetricEigen eigen = AssertDecomposes(matrix, N);
        double[] found = [.. eigen.Values.Order()];
        Array.Sort(planted);
        for (int k = 0; k < N; k++)
            Assert.Equal(planted[k], found[k], 1e-11);
    }

    [Fact]
    public void Zeros_and_equal_values_are_no_trouble()
    {
        AssertDecomposes(new double[36], 6);
        double[] identity = new double[25];
        for (int k = 0; k < 5; k++)
            identity[k * 6] = 3;
        Assert.All(AssertDecomposes(identity, 5).Values, value => Assert.Equal(3, value));
    }

    [Fact]
    public void A_matrix_of_rank_one_leaves_no_roundings_of_roundings()
    {
        const int N = 40;
        double[] matrix = new double[N * N];
        for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++)
            matrix[i * N + j] = 1e-3 * CounterRandom.Normal(5, 1, (ulong)i) * CounterRandom.Normal(5, 1, (ulong)j);
        AssertDecomposes(matrix, N);
    }

    [Fact]
    public void What_ran_off_ends()
    {
        double[] matrix = new double[16];
        Array.Fill(matrix, double.NaN);
        SymmetricEigen eigen = new(4);
        eigen.Decompose(matrix);
        Assert.Contains(eigen.Values, double.IsNaN);
    }

    private static SymmetricEigen AssertDecomposes(double[] matrix, int n)
    {
        SymmetricEigen eigen = new(n);
        eigen.Decompose(matrix);
        double size = 1e-13 * n * (1 + matrix.Max(Math.Abs));
        for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
        {
            double product = 0;
            double made = 0;
            for (int k = 0; k < n; k++)
            {
                product += eigen.Vectors[i * n + k] * eigen.Vectors[j * n + k];
                made += eigen.Values[k] * eigen.Vectors[k * n + i] * eigen.Vectors[k * n + j];
            }
            Assert.Equal(i == j ? 1 : 0, product, 1e-13 * n);
            Assert.Equal(matrix[i * n + j], made, size);
        }
        return eigen;
    }
}
