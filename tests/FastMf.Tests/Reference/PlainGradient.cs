using FastMf.Data;
using FastMf.Objectives;

namespace FastMf.Tests.Reference;

/// <summary>The gradient of J in double, and the size of what was added up for each of its numbers.</summary>
internal sealed class PlainGradient
{
    public PlainGradient(double[][] u, double[][] v)
    {
        U = [.. u.Select(row => new double[row.Length])];
        V = [.. v.Select(row => new double[row.Length])];
        A = new double[u.Length];
        B = new double[v.Length];
    }

    public double[][] U { get; }

    public double[][] V { get; }

    /// <summary>dJ/da, whether or not the model has biases.</summary>
    public double[] A { get; }

    public double[] B { get; }

    public double SquaredNorm(bool biases) =>
        U.Concat(V).Sum(row => row.Sum(x => x * x)) + (biases ? A.Concat(B).Sum(x => x * x) : 0);

    public void AddRating(int i, int j, double slope, double[] u, double[] v)
    {
        for (int c = 0; c < u.Length; c++)
        {
            U[i][c] += slope * v[c];
            V[j][c] += slope * u[c];
        }
        A[i] += slope;
        B[j] += slope;
    }

    public void Subtract(PlainGradient other)
    {
        foreach (
            (double[] mine, double[] theirs) in U.Concat(V)
                .Append(A)
                .Append(B)
                .Zip(other.U.Concat(other.V).Append(other.A).Append(other.B))
        )
        {
            for (int c = 0; c < mine.Length; c++)
                mine[c] -= theirs[c];
        }
    }

    public void AddUserPenalty(int i, Func<double, double> slope, double[] u, double ofBias)
    {
        for (int c = 0; c < u.Length; c++)
            U[i][c] += slope(u[c]);
        A[i] += ofBias;
    }

    public void AddItemPenalty(int j, Func<double, double> slope, double[] v, double ofBias)
    {
        for (int c = 0; c < v.Length; c++)
            V[j][c] += slope(v[c]);
        B[j] += ofBias;
    }

    /// <summary>Asserts that another gradient is this one, within an absolute tolerance.</summary>
    public void AssertEquals(ObjectiveGradient actual, double tolerance)
    {
        AssertEquals(U, actual.Users, tolerance);
        AssertEquals(V, actual.Items, tolerance);
        for (int i = 0; i < actual.UserBias.Length; i++)
            Assert.Equal(A[i], actual.UserBias[i], tolerance);
        for (int j = 0; j < actual.ItemBias.Length; j++)
            Assert.Equal(B[j], actual.ItemBias[j], tolerance);
    }

    private static void AssertEquals(double[][] expected, FactorMatrix actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Rows);
        for (int i = 0; i < actual.Rows; i++)
        for (int c = 0; c < actual.Columns; c++)
            Assert.Equal(expected[i][c], actual[i][c], tolerance);
    }
}
