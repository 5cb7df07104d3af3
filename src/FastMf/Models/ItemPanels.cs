using FastMf.Data;
using FastMf.Kernels;
using FastMf.Threads;

namespace FastMf.Models;

/// <summary>
/// The items of a model packed for <see cref="ScoreTile"/>, those first that can score high, and what the items from a
/// panel on can reach at most. By Cauchy and Schwarz u.v is at most |u| |v|, so a user's search may end as soon as
/// start + b + |u| |v| is below the least score of a full list for every b and |v| that are left.
/// </summary>
/// <remarks>
/// The bound holds for scores as they are computed. A dot product in float is at most (1 + eps)^(n/16 + 4) |u| |v|
/// plus the least float for each rounding; norms here carry that factor and some more. The two additions that follow
/// are done in float on the bound too, and rounding never changes the order of two sums. Where a number is not finite
/// the bound is NaN or infinite, and nothing is left out.
/// </remarks>
internal sealed class ItemPanels
{
    private readonly FactorModel _model;
    private readonly int[] _rows; // by place, candidates only
    private readonly int[] _places; // by row of the model; meant for candidates only
    private readonly double[] _promise; // by place: what the order is by, falling
    private readonly FactorMatrix _panels;
    private readonly float[] _bias; // by place; NaN where the last panel is not full
    private readonly float[] _panelBias; // the most of each panel, like the next one
    private readonly double[] _panelNorm;
    private readonly float[] _restBias; // the most from each panel on, like the next one
    private readonly double[] _restNorm;
    private readonly double _tiny;
    private readonly Action<int> _pack;

    /// <param name="model">The model; its numbers may change before the next <see cref="Prepare"/>.</param>
    /// <param name="candidates">The rows of the items that may be recommended; null for all.</param>
    public ItemPanels(FactorModel model, int[]? candidates = null)
    {
        _model = model;
        _rows = candidates ?? [.. Enumerable.Range(0, model.ItemFactors.Rows)];
        _places = new int[model.ItemFactors.Rows];
        _promise = new double[_rows.Length];
        Count = (_rows.Length + ScoreTile.Items - 1) / ScoreTile.Items;
        _panels = new FactorMatrix(Count * ScoreTile.Items, model.Rank);
        _bias = new float[Count * ScoreTile.Items];
        _bias.AsSpan(_rows.Length).Fill(float.NaN); // a score that is NaN is never kept
        _panelBias = new float[Count];
        _panelNorm = new double[Count];
        _restBias = new float[Count];
        _restNorm = new double[Count];
        _tiny = (_panels.Stride + 16) * 1.5e-45;
        _pack = Pack;
    }

    /// <summary>Panels.</summary>
    public int Count { get; }

    /// <summary>Items that may be recommended.</summary>
    public int Items => _rows.Length;

    /// <summary>Orders and packs the items as the model is now. Allocates nothing.</summary>
    public void Prepare(WorkerTeam team)
    {
        double userNorm = _model.ItemBias.IsEmpty ? 1 : TypicalUserNorm();
        for (int place = 0; place < _rows.Length; place++)
        {
            int row = _rows[place];
            float bias = _model.ItemBias.IsEmpty ? 0f : _model.ItemBias[row];
            _promise[place] = -(bias + userNorm * Norm(_model.ItemFactors, row));
        }
        Array.Sort(_promise, _rows);
        for (int place = 0; place < _rows.Length; place++)
            _places[_rows[place]] = place;
        team.ForEach(Count, _pack);
        (float bias, double norm) most = (float.NegativeInfinity, 0);
        for (int panel = Count - 1; panel >= 0; panel--)
        {
            most = (Math.Max(most.bias, _panelBias[panel]), Math.Max(most.norm, _panelNorm[panel]));
            (_restBias[panel], _restNorm[panel]) = most;
        }
    }

    /// <summary>A panel's items, packed.</summary>
    public ReadOnlySpan<float> FactorsOf(int panel) => _panels.RowsFrom(panel * ScoreTile.Items, ScoreTile.Items);

    /// <summary>The biases of a panel's places: 0 where the model has none, NaN where there is no item.</summary>
    public ReadOnlySpan<float> BiasesOf(int panel) => _bias.AsSpan(panel * ScoreTile.Items, ScoreTile.Items);

    /// <summary>The rows of a panel's items: 64, in the last panel fewer.</summary>
    public ReadOnlySpan<int> RowsOf(int panel)
    {
        int first = panel * ScoreTile.Items;
        return _rows.AsSpan(first, Math.Min(ScoreTile.Items, _rows.Length - first));
    }

    /// <summary>Where a candidate is: panel and place in it are quotient and remainder by 64.</summary>
    public int PlaceOf(int row) => _places[row];

    /// <summary>No score of the panel is above this.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="start">What the user's scores begin with.</param>
    /// <param name="norm">|u|, from <see cref="Norm"/>.</param>
    public float Bound(int panel, float start, double norm) =>
        start + _panelBias[panel] + (float)(norm * _panelNorm[panel] + _tiny);

    /// <summary>No score of the panel and of those behind it is above this.</summary>
    public float BoundOfRest(int panel, float start, double norm) =>
        start + _restBias[panel] + (float)(norm * _restNorm[panel] + _tiny);

    /// <summary>More than two ways of adding up a score of the panel can differ by.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="norm">|u|, from <see cref="Norm"/>.</param>
    public double Slack(int panel, double norm) =>
        PromiseTile.Slack(_panels.Stride) * norm * _panelNorm[panel] + 3 * _tiny;

    /// <summary>The length of a row, in double.</summary>
    public static double Norm(FactorMatrix factors, int row) => Math.Sqrt(Sum.OfSquares(factors.Row(row)));

    private void Pack(int panel)
    {
        ReadOnlySpan<int> rows = RowsOf(panel);
        Span<float> packed = _panels.Span(panel * ScoreTile.Items, ScoreTile.Items);
        (float Bias, double Norm) most = (float.NegativeInfinity, 0);
        for (int j = 0; j < rows.Length; j++)
        {
            ScoreTile.Pack(_model.ItemFactors.Row(rows[j]), packed, j);
            float bias = _model.ItemBias.IsEmpty ? 0f : _model.ItemBias[rows[j]];
            _bias[panel * ScoreTile.Items + j] = bias;
            most = (Math.Max(most.Bias, bias), Math.Max(most.Norm, Norm(_model.ItemFactors, rows[j])));
        }
        // (1 + eps)^m <= 1 + 1.01 m eps; four more for the rounding of the norms, of their product and to float.
        double slack = 1 + 1.01 * (_panels.Stride / 16 + 8) / (1 << 24);
        (_panelBias[panel], _panelNorm[panel]) = (most.Bias, most.Norm * slack);
    }

    /// <summary>The mean length of at most 1,000 users' rows; only the order of items follows it.</summary>
    private double TypicalUserNorm()
    {
        int step = Math.Max(1, _model.UserFactors.Rows / 1_000);
        (double sum, int count) = (0, 0);
        for (int user = 0; user < _model.UserFactors.Rows; user += step, count++)
            sum += Norm(_model.UserFactors, user);
        return count == 0 ? 1 : sum / count;
    }
}
