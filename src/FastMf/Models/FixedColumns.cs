using FastMf.Data;
using FastMf.Threads;

namespace FastMf.Models;

/// <summary>The fixed side V of a half-step, and alpha0 V'V.</summary>
internal sealed class FixedColumns
{
    private readonly GramMatrix _gram;
    private readonly float _alpha0;

    /// <param name="factors">V.</param>
    /// <param name="feedback">alpha0, and which pairs it is for.</param>
    /// <param name="team">Who computes.</param>
    /// <param name="width">The register width.</param>
    public FixedColumns(FactorMatrix factors, ImplicitFeedback feedback, WorkerTeam team, int width)
    {
        Factors = factors;
        Discount = feedback.Discount;
        _alpha0 = feedback.Alpha0;
        _gram = new GramMatrix(factors, team, width);
        Products = new FactorMatrix(factors.Columns, factors.Columns);
    }

    /// <summary>V.</summary>
    public FactorMatrix Factors { get; }

    /// <summary>alpha0 V'V, both triangles.</summary>
    public FactorMatrix Products { get; }

    /// <summary>What of alpha0 a positive does not carry.</summary>
    public float Discount { get; }

    /// <summary>Takes the factors as they are now. Allocates nothing.</summary>
    public void Prepare()
    {
        _gram.Compute();
        int n = Factors.Columns;
        for (int i = 0; i < n; i++)
        {
            Span<float> row = Products.Row(i);
            for (int j = 0; j < n; j++)
                row[j] = (float)(_alpha0 * _gram.Values[i * n + j]);
        }
    }
}
