namespace FastMf.Tests.Reference;

/// <summary>A x = g in double precision, as on paper.</summary>
internal sealed class PlainSystem(double[,] a, double[] g)
{
    private readonly int _n = g.Length;

    /// <summary>The upper triangle of a kernel's matrix, and g in column n.</summary>
    public static PlainSystem From(float[] matrix, int stride, int n)
    {
        double[,] a = new double[n, n];
        double[] g = new double[n];
        for (int i = 0; i < n; i++)
        {
            g[i] = matrix[i * stride + n];
            for (int j = i; j < n; j++)
                a[i, j] = a[j, i] = matrix[i * stride + j];
        }
        return new(a, g);
    }

    /// <summary>R with R'R = A, zeros below, and R'^-1 g in the last column: A = LL' column by column, transposed.</summary>
    public double[,] Factor()
    {
        double[,] r = new double[_n, _n + 1];
        for (int i = 0; i < _n; i++)
        for (int j = i; j <= _n; j++)
        {
            double sum = j == _n ? g[i] : a[i, j];
            for (int k = 0; k < i; k++)
                sum -= r[k, i] * r[k, j];
            r[i, j] = i == j ? Math.Sqrt(sum) : sum / r[i, i];
        }
        return r;
    }

    public double[] Solve()
    {
        double[,] r = Factor();
        double[] x = new double[_n];
        for (int i = _n - 1; i >= 0; i--)
        {
            double sum = r[i, _n];
            for (int j = i + 1; j < _n; j++)
                sum -= r[i, j] * x[j];
            x[i] = sum / r[i, i];
        }
        return x;
    }

    /// <summary>One sweep of coordinate descent; the first unknowns stay at 0 or above.</summary>
    public void Sweep(double[] x, int bounded)
    {
        for (int k = 0; k < _n; k++)
        {
            double rest = g[k];
            for (int j = 0; j < _n; j++)
                rest -= j == k ? 0 : a[k, j] * x[j];
            double best = rest / a[k, k];
            x[k] = k < bounded ? Math.Max(0, best) : best;
        }
    }
}
