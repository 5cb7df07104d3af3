using FastMf.Data;
using FastMf.Kernels;
using FastMf.Threads;

namespace FastMf.Models;

/// <summary>The items of a model packed for <see cref="ScoreTile"/>, in the order of <see cref="ItemOrder"/>.</summary>
internal sealed class ItemPanels
{
    private readonly FactorModel _model;
    private readonly int[] _rows; // by place, candidates only
    private readonly int[] _places; // by row of the model; -1 where it is no candidate
    private readonly double[] _promise; // by place: room to sort by
    private readonly FactorMatrix _panels;
    private readonly float[] _bias; // by place; NaN where the last panel is not full
    private readonly Action<int> _pack;

    /// <param name="model">The model; its numbers may change before the next <see cref="Prepare"/>.</param>
    /// <param name="candidates">The rows of the items that may be recommended; null for all.</param>
    public ItemPanels(FactorModel model, int[]? candidates = null)
    {
        _model = model;
        _rows = candidates ?? [.. Enumerable.Range(0, model.ItemFactors.Rows)];
        _places = new int[model.ItemFactors.Rows];
        Array.Fill(_places, -1);
        _promise = new double[_rows.Length];
        Count = (_rows.Length + ScoreTile.Items - 1) / ScoreTile.Items;
        _panels = new FactorMatrix(Count * ScoreTile.Items, model.Rank);
        _bias = new float[Count * ScoreTile.Items];
        _bias.AsSpan(_rows.Length).Fill(float.NaN); // a score that is NaN is never kept
        Bounds = new PanelBounds(Count, _panels.Stride);
        _pack = Pack;
    }

    /// <summary>Panels.</summary>
    public int Count { get; }

    /// <summary>What scores of a panel are at most.</summary>
    public PanelBounds Bounds { get; }

    /// <summary>Items that may be recommended.</summary>
    public int Items => _rows.Length;

    /// <summary>Orders and packs the items as the model is now. Allocates nothing.</summary>
    public void Prepare(WorkerTeam team)
    {
        ItemOrder.Sort(_model, _rows, _promise);
        for (int place = 0; place < _rows.Length; place++)
            _places[_rows[place]] = place;
        team.ForEach(Count, _pack);
        Bounds.Close();
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

    /// <summary>A bit for each place of a panel that has an item.</summary>
    public ulong PlacesOf(int panel) => ulong.MaxValue >> (ScoreTile.Items - RowsOf(panel).Length);

    /// <summary>Where an item is: panel and place in it are quotient and remainder by 64; -1 where it is no candidate.</summary>
    public int PlaceOf(int row) => _places[row];

    private void Pack(int panel)
    {
        ReadOnlySpan<int> rows = RowsOf(panel);
        Span<float> packed = _panels.Span(panel * ScoreTile.Items, ScoreTile.Items);
        (float Bias, double Norm) most = (float.NegativeInfinity, 0);
        using RowRoom room = new(_model.ItemFactors, 1);
        for (int j = 0; j < rows.Length; j++)
        {
            ReadOnlySpan<float> item = _model.ItemFactors.Read(rows[j], room.Floats);
            ScoreTile.Pack(item, packed, j);
            float bias = _model.ItemBias.IsEmpty ? 0f : _model.ItemBias[rows[j]];
            _bias[panel * ScoreTile.Items + j] = bias;
            most = (Math.Max(most.Bias, bias), Math.Max(most.Norm, ItemOrder.NormOf(item)));
        }
        Bounds.Set(panel, most.Bias, most.Norm);
    }
}
