using FastMf.Data;
using FastMf.Kernels;
using FastMf.Simd;
using FastMf.Threads;

namespace FastMf.Models;

/// <summary>
/// What a few numbers of each row tell of all products. With orthonormal q_1 … q_4 the head of a row x is (q_1.x, …, q_4.x), its
/// tail what is left of its length, and
/// <code>|u.v - head_u . head_v| &lt;= tail_u tail_v</code>
/// (Cauchy and Schwarz). The directions are those in which the items are longest, nearly: any would be right.
/// </summary>
/// <remarks>
/// Heads are sums in double, rounded once. A tail is sqrt(tail^2 + c |x|^2), c from <see cref="ScoreTile.Slack"/>: by the
/// same inequality the product of two holds c |u| |v| more, many times what roundings of heads, of their product and of
/// the score can come to.
/// </remarks>
internal sealed class ItemHeads
{
    /// <summary>Numbers of a head.</summary>
    public const int Length = 4;

    private const int Rounds = 8;
    private const double Tiny = 1e-38; // tells less than it could of rows shorter than 1e-19, but covers what is below the least normal float
    private const double Large = 1e74; // a square: a float overflows at ten times the length

    private readonly FactorModel _model;
    private readonly ItemPanels _panels;
    private readonly WorkerTeam _team;
    private readonly GramMatrix _gram;
    private readonly double[] _directions; // one after the other; zeros where there are fewer
    private readonly double[] _image;
    private readonly FactorMatrix _packed;
    private readonly double _slack;
    private readonly Action<int> _pack;

    /// <param name="model">The model.</param>
    /// <param name="panels">Its items.</param>
    /// <param name="team">Who computes.</param>
    public ItemHeads(FactorModel model, ItemPanels panels, WorkerTeam team)
    {
        (_model, _panels, _team) = (model, panels, team);
        _gram = new GramMatrix(model.ItemFactors, team, SimdWidth.Current);
        _directions = new double[Length * model.Rank];
        _image = new double[model.Rank];
        _packed = new FactorMatrix((Length + 1) * panels.Count, ScoreTile.Items);
        _slack = ScoreTile.Slack(model.ItemFactors.Stride);
        _pack = Pack;
    }

    /// <summary>Takes the items as they are packed now. Allocates nothing.</summary>
    public void Prepare()
    {
        FindDirections();
        _team.ForEach(_panels.Count, _pack);
    }

    /// <summary>The heads and tails of a panel, packed for <see cref="CountAbove.ByHeads"/>.</summary>
    public ReadOnlySpan<float> Of(int panel) => _packed.RowsFrom((Length + 1) * panel, Length + 1);

    /// <summary>Finds the head of a row, and as its last number the tail.</summary>
    /// <param name="row">A row of one of the model's matrices, as floats.</param>
    /// <param name="head">Receives the numbers and one more.</param>
    public void Find(ReadOnlySpan<float> row, Span<float> head)
    {
        double whole = Sum.OfSquares(row);
        if (!(whole < Large))
        {
            head[..Length].Clear();
            head[Length] = float.PositiveInfinity; // tells nothing
            return;
        }
        double rest = whole;
        for (int k = 0; k < Length; k++)
        {
            double product = Product(Direction(k), row);
            head[k] = (float)product;
            rest -= product * product;
        }
        double tail = Math.Max(rest, 0) + _slack * whole + Tiny;
        head[Length] = (float)(Math.Sqrt(tail) * (1 + 1e-6));
    }

    private Span<double> Direction(int k) => _directions.AsSpan(k * _image.Length, _image.Length);

    private void Pack(int panel)
    {
        Span<float> head = stackalloc float[Length + 1];
        Span<float> packed = _packed.Span((Length + 1) * panel, Length + 1);
        ReadOnlySpan<int> rows = _panels.RowsOf(panel);
        using RowRoom room = new(_model.ItemFactors, 1);
        for (int j = 0; j < rows.Length; j++)
        {
            Find(_model.ItemFactors.Read(rows[j], room.Floats), head);
            ScoreTile.Pack(head, packed, j);
        }
    }

    /// <summary>A few rounds of X = V'V X, orthonormalized, from a random start.</summary>
    private void FindDirections()
    {
        _gram.Compute();
        for (int i = 0; i < _directions.Length; i++)
            _directions[i] = CounterRandom.Normal(0, 0, (ulong)i);
        for (int round = 0; round < Rounds; round++)
        for (int k = 0; k < Length; k++)
        {
            Span<double> direction = Direction(k);
            direction.CopyTo(_image);
            for (int i = 0; i < _image.Length; i++)
                direction[i] = Product(_image, _gram.Values.AsSpan(i * _image.Length, _image.Length));
            Orthonormalize(direction, k);
        }
    }

    /// <summary>Takes off the k directions before it, twice, and sets the length to 1; to 0 where nothing certain is left.</summary>
    private void Orthonormalize(Span<double> direction, int k)
    {
        double before = Math.Sqrt(Product(direction, direction));
        for (int j = 0; j < 2 * k; j++)
        {
            Span<double> other = Direction(j % k);
            double product = Product(direction, other);
            for (int i = 0; i < other.Length; i++)
                direction[i] -= product * other[i];
        }
        double left = Math.Sqrt(Product(direction, direction));
        bool certain = left > 1e-8 * before && double.IsFinite(before);
        for (int i = 0; i < direction.Length; i++)
            direction[i] = certain ? direction[i] / left : 0;
    }

    private static double Product(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
            sum += x[i] * y[i];
        return sum;
    }

    private static double Product(ReadOnlySpan<double> x, ReadOnlySpan<float> y)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
            sum += x[i] * y[i];
        return sum;
    }
}
