using System.Numerics.Tensors;
using FastMf.Data;
using FastMf.Threads;

namespace FastMf.Objectives;

/// <summary>
/// Y'Y of a matrix of rows in double, for objectives: where little is left of large sums, those in float
/// (<see cref="Models.GramMatrix"/>, which solvers take) would leave roundings alone. Rows are cut into strips by their number, so that
/// the bits do not depend on the number of threads.
/// </summary>
internal sealed class ExactGram
{
    private const int MaxStrips = 8; // each takes rank^2 doubles
    private const int StripRows = 512;

    private readonly FactorMatrix _rows;
    private readonly WorkerTeam _team;
    private readonly (double[] Sum, double[] Row)[] _strips;
    private readonly Action<int> _addRows;

    /// <param name="rows">Y; may change between calls of <see cref="Compute"/>.</param>
    /// <param name="team">Who computes.</param>
    public ExactGram(FactorMatrix rows, WorkerTeam team)
    {
        _rows = rows;
        _team = team;
        int n = rows.Columns;
        _strips = new (double[], double[])[Math.Clamp(rows.Rows / StripRows, 1, MaxStrips)];
        for (int strip = 0; strip < _strips.Length; strip++)
            _strips[strip] = (new double[n * n], new double[n]);
        _addRows = AddRows;
    }

    /// <summary>Adds up. Allocates nothing.</summary>
    public void Compute()
    {
        _team.ForEach(_strips.Length, _addRows);
        double[] sum = _strips[0].Sum;
        foreach ((double[] other, _) in _strips.AsSpan(1))
            TensorPrimitives.Add(sum, other, sum);
    }

    /// <summary>sum_kl (A'A)_kl (B'B)_kl, as last computed: the sum of (a . b)^2 over all pairs of their rows.</summary>
    public static double Inner(ExactGram a, ExactGram b)
    {
        int n = a._rows.Columns;
        double sum = 0;
        for (int i = 0; i < n; i++)
        for (int j = i; j < n; j++)
            sum += (i == j ? 1 : 2) * a._strips[0].Sum[i * n + j] * b._strips[0].Sum[i * n + j];
        return sum;
    }

    /// <summary>Upper triangles alone.</summary>
    private void AddRows(int strip)
    {
        (double[] sum, double[] wide) = _strips[strip];
        Array.Clear(sum);
        int n = wide.Length;
        int end = (int)((long)_rows.Rows * (strip + 1) / _strips.Length);
        for (int row = (int)((long)_rows.Rows * strip / _strips.Length); row < end; row++)
        {
            ReadOnlySpan<float> values = _rows.Values(row);
            for (int i = 0; i < n; i++)
                wide[i] = values[i];
            for (int i = 0; i < n; i++)
            {
                // Products of two floats are exact in double: fused or not, these are the same bits.
                Span<double> line = sum.AsSpan(i * n + i, n - i);
                TensorPrimitives.MultiplyAdd(wide.AsSpan(i), wide[i], line, line);
            }
        }
    }
}
