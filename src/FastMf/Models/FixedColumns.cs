using FastMf.Data;
using FastMf.Kernels;
using FastMf.Threads;

namespace FastMf.Models;

/// <summary>The fixed side V of a half-step of implicit feedback, and alpha0 V'V.</summary>
internal sealed class FixedColumns
{
    private const double Nothing = 1e-7; // of the largest eigenvalue: what roundings leave of 0

    private readonly float _alpha0;
    private readonly WorkerTeam _team;
    private readonly int _width;
    private readonly float[] _diagonal;
    private GramMatrix? _gram; // until Freeze
    private SymmetricEigen? _eigen;
    private Rotation? _rotation;

    /// <param name="factors">V.</param>
    /// <param name="feedback">alpha0, and which pairs it is for.</param>
    /// <param name="team">Who computes.</param>
    /// <param name="width">The register width.</param>
    public FixedColumns(FactorMatrix factors, ImplicitFeedback feedback, WorkerTeam team, int width)
    {
        Factors = factors;
        Discount = feedback.Discount;
        _alpha0 = feedback.Alpha0;
        _team = team;
        _width = width;
        _gram = new GramMatrix(factors, team, width);
        Products = new FactorMatrix(factors.Columns, factors.Columns);
        _diagonal = new float[factors.Stride];
    }

    /// <summary>V.</summary>
    public FactorMatrix Factors { get; }

    /// <summary>alpha0 V'V, both triangles.</summary>
    public FactorMatrix Products { get; }

    /// <summary>Its diagonal, padded with zeros, where it has nothing besides; otherwise empty.</summary>
    public ReadOnlySpan<float> Diagonal => IsDiagonal ? _diagonal : default;

    /// <summary>Whether the last call was <see cref="Turn"/>.</summary>
    public bool IsDiagonal { get; private set; }

    /// <summary>
    /// The least that a row's alpha0 g_k + lambda is taken for where the products are diagonal: no more than roundings, so
    /// that a row stays small in a direction in which no column has a part.
    /// </summary>
    public float Least { get; private set; }

    /// <summary>What of alpha0 a positive does not carry.</summary>
    public float Discount { get; }

    /// <summary>Takes the factors as they are now. Allocates nothing.</summary>
    public void Prepare()
    {
        double[] products = Gram();
        IsDiagonal = false;
        Least = float.NegativeInfinity; // a singular system is the solver's business
        int n = Factors.Columns;
        for (int i = 0; i < n; i++)
        {
            Span<float> row = Products.Row(i);
            for (int j = 0; j < n; j++)
                row[j] = (float)(_alpha0 * products[i * n + j]);
        }
    }

    /// <summary>Lets go of what only further changes of the factors would need; nothing is to be prepared afterwards.</summary>
    public void Freeze() => _gram = null;

    private double[] Gram()
    {
        _gram!.Compute();
        return _gram.Values;
    }

    /// <summary>
    /// Turns the factors into the eigenvectors of V'V, where their products are diagonal. Allocates nothing after the first
    /// call.
    /// </summary>
    /// <param name="others">Turned along: then no prediction changes but for rounding.</param>
    public void Turn(FactorMatrix? others)
    {
        int n = Factors.Columns;
        _eigen ??= new SymmetricEigen(n);
        _rotation ??= new Rotation(n, _team, _width);
        _eigen.Decompose(Gram());
        double largest = 0;
        for (int j = 0; j < n; j++)
        {
            for (int i = 0; i < n; i++)
                _rotation.Q.Row(i)[j] = (float)_eigen.Vectors[j * n + i];
            double product = _alpha0 * Math.Max(0, _eigen.Values[j]);
            _diagonal[j] = (float)product;
            largest = Math.Max(largest, product);
            Products.Row(j).Clear();
            Products.Row(j)[j] = _diagonal[j];
        }
        Least = (float)Math.Max(Nothing * largest, 1e-30);
        IsDiagonal = true;
        _rotation.Apply(Factors);
        if (others is not null)
            _rotation.Apply(others);
    }
}
