using FastMf.Data;

namespace FastMf.Tests.Reference;

/// <summary>Random rotations (and reflections) of the space of factors, in double.</summary>
internal static class Orthogonal
{
    /// <summary>A square matrix with orthonormal rows, by Gram and Schmidt's method done twice.</summary>
    public static double[][] Random(int size, int seed)
    {
        Random random = new(seed);
        double[][] rows = new double[size][];
        for (int i = 0; i < size; i++)
        {
            double[] row = [.. Enumerable.Range(0, size).Select(_ => random.NextDouble() - 0.5)];
            foreach (double[] earlier in rows[..i].Concat(rows[..i]))
                row = [.. row.Zip(earlier, (x, y) => (x, y)).Select(p => p.x - Dot(row, earlier) * p.y)];
            double norm = Math.Sqrt(Dot(row, row));
            rows[i] = [.. row.Select(x => x / norm)];
        }
        return rows;
    }

    /// <summary>Each row x of the factors as Q x, rounded to float.</summary>
    public static FactorMatrix Rotate(FactorMatrix factors, double[][] rotation)
    {
        FactorMatrix rotated = new(factors.Rows, factors.Columns);
        for (int i = 0; i < factors.Rows; i++)
        {
            double[] x = [.. factors[i].ToArray().Select(value => (double)value)];
            for (int c = 0; c < factors.Columns; c++)
                rotated.Row(i)[c] = (float)Dot(rotation[c], x);
        }
        return rotated;
    }

    private static double Dot(double[] x, double[] y) => x.Zip(y, (a, b) => a * b).Sum();
}
