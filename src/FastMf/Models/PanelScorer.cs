using System.Runtime.CompilerServices;
using FastMf.Data;
using FastMf.Kernels;
using FastMf.Simd;

namespace FastMf.Models;

/// <summary>
/// Compares the scores of a block of users with the least one that matters to each, panel of items by panel: bounds first, sums
/// for four users at once where they do not tell, exact scores, to the bit those of one user and one item, where sums do not
/// tell either. One worker's room.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="panels">Its items.</param>
/// <param name="capacity">The most users of a block.</param>
/// <param name="prune">Whether bounds may leave out panels; changes no result.</param>
internal sealed class PanelScorer(FactorModel model, ItemPanels panels, int capacity, bool prune = true)
{
    private const double Large = 1e30; // far from where a float overflows

    private readonly FactorMatrix _nobody = new(1, model.Rank); // zeros: the row of an unknown user
    private readonly FactorMatrix _sums = new(ScoreTile.Users, ScoreTile.Items);
    private readonly FactorMatrix? _rows = model.UserFactors.IsRounded ? new(capacity, model.Rank) : null; // of the users, as floats
    private readonly FactorMatrix _item = new(1, model.Rank); // room for one
    private readonly int[] _users = new int[capacity]; // rows, by place in the block like the next ones
    private readonly float[] _starts = new float[capacity];
    private readonly double[] _norms = new double[capacity];
    private readonly float[] _least = new float[capacity];
    private readonly float[] _most = new float[capacity]; // no score of the panel is above this
    private readonly int[] _searching = new int[capacity]; // to whom this or a later panel may matter
    private readonly int[] _here = new int[capacity]; // to whom this one may
    private int _searchingCount;
    private int _panel;

    /// <summary>Takes a block of users. What matters to them is to be set next.</summary>
    /// <param name="users">Their rows in the model, negative for unknown ones.</param>
    public void Begin(ReadOnlySpan<int> users)
    {
        users.CopyTo(_users);
        _searchingCount = users.Length;
        for (int i = 0; i < users.Length; i++)
        {
            _starts[i] = model.StartOf(users[i]);
            if (_rows is not null && users[i] >= 0)
                model.UserFactors.CopyPadded(users[i], _rows.Row(i));
            _norms[i] = users[i] < 0 ? 0 : ItemOrder.NormOf(RowOf(i));
            _searching[i] = i;
        }
    }

    /// <summary>The least score that matters to a user; may rise from panel to panel.</summary>
    public ref float Least(int i) => ref _least[i];

    /// <summary>Goes to a panel, each time a later one.</summary>
    /// <returns>To whom of the block it may matter: a score in it may reach the least one, or is no number.</returns>
    public ReadOnlySpan<int> GoTo(int panel)
    {
        _panel = panel;
        (int kept, int here) = (0, 0);
        for (int k = 0; k < _searchingCount; k++)
        {
            int i = _searching[k];
            if (prune && panels.Bounds.OfRest(panel, _starts[i], _norms[i]) < _least[i])
                continue;
            _searching[kept++] = i;
            _most[i] = panels.Bounds.Of(panel, _starts[i], _norms[i]);
            if (!(prune && _most[i] < _least[i]))
                _here[here++] = i;
        }
        _searchingCount = kept;
        return _here.AsSpan(0, here);
    }

    /// <summary>Adds up the products of the panel.</summary>
    /// <param name="four">One to four users of the block.</param>
    public void AddUp<TSimd>(ReadOnlySpan<int> four)
        where TSimd : struct, ISimd<TSimd>
    {
        int last = four.Length - 1;
        ScoreTile.Products<TSimd>(
            panels.FactorsOf(_panel),
            RowOf(four[0]),
            RowOf(four[Math.Min(1, last)]),
            RowOf(four[Math.Min(2, last)]),
            RowOf(four[last]),
            _sums.Span(0, ScoreTile.Users)
        );
    }

    /// <summary>Finds the places of the panel whose scores may reach the least one; none that does is missing.</summary>
    /// <param name="k">Which of the users added up.</param>
    /// <param name="i">The same in the block.</param>
    public ulong Find<TSimd>(int k, int i)
        where TSimd : struct, ISimd<TSimd>
    {
        return Tells(i)
            ? ScoreTile.AtLeast<TSimd>(_sums.Row(k), panels.BiasesOf(_panel), _starts[i], Slack(i), _least[i])
            : panels.PlacesOf(_panel);
    }

    /// <summary>Whether one of the places found may reach another least score.</summary>
    public bool MayReach(int k, int i, int place, float least) =>
        !Tells(i) || _starts[i] + panels.BiasesOf(_panel)[place] + (_sums.Row(k)[place] + Slack(i)) >= least;

    /// <summary>The sums of one of the users added up.</summary>
    public ReadOnlySpan<float> SumsOf(int k) => _sums.Row(k);

    /// <summary>What a user's scores begin with.</summary>
    public float Start(int i) => _starts[i];

    /// <summary>More than sums of the panel and scores of a user can differ by.</summary>
    public float Slack(int i) => (float)panels.Bounds.Slack(_panel, _norms[i]);

    /// <summary>Whether sums of the panel tell anything for a user that it may matter to: nothing overflows, and no number is missing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Tells(int i) => float.IsFinite(_most[i]) && panels.Bounds.Size(_panel, _norms[i]) < Large;

    /// <summary>The score of a user of the block and an item.</summary>
    public float Score<TSimd>(int i, int item)
        where TSimd : struct, ISimd<TSimd>
    {
        float begin = _starts[i] + (model.ItemBias.IsEmpty ? 0f : model.ItemBias[item]);
        return _users[i] < 0
            ? begin
            : begin + Dot.Of<TSimd>(RowOf(i), model.ItemFactors.Read<TSimd>(item, 1, _item.Row(0)));
    }

    /// <summary>The row of a user, as floats; zeros for an unknown one.</summary>
    public ReadOnlySpan<float> RowOf(int i) =>
        _users[i] < 0 ? _nobody.Row(0)
        : _rows is not null ? _rows.Row(i)
        : model.UserFactors.Row(_users[i]);
}
