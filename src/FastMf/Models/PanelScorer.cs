using FastMf.Data;
using FastMf.Kernels;
using FastMf.Simd;

namespace FastMf.Models;

/// <summary>
/// Compares the scores of up to four users for a panel of items with given ones: sums for all first, exact scores, to the bit
/// those of one user and one item, where a sum cannot tell. One worker's room.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="panels">Its items.</param>
internal sealed class PanelScorer(FactorModel model, ItemPanels panels)
{
    private const double Large = 1e30; // far from where a float overflows

    private readonly FactorMatrix _nobody = new(1, model.Rank); // zeros: the row of an unknown user
    private readonly FactorMatrix _sums = new(ScoreTile.Users, ScoreTile.Items);
    private int _panel;

    /// <summary>Adds up the products of a panel.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="users">Rows of one to four users; negative for unknown ones.</param>
    public void Begin<TSimd>(int panel, ReadOnlySpan<int> users)
        where TSimd : struct, ISimd<TSimd>
    {
        _panel = panel;
        int last = users.Length - 1;
        ScoreTile.Products<TSimd>(
            panels.FactorsOf(panel),
            RowOf(users[0]),
            RowOf(users[Math.Min(1, last)]),
            RowOf(users[Math.Min(2, last)]),
            RowOf(users[last]),
            _sums.Span(0, ScoreTile.Users)
        );
    }

    /// <summary>Finds the places of the panel whose scores may reach what a user needs; none that does is missing.</summary>
    /// <param name="k">Which of the users of <see cref="Begin"/>.</param>
    /// <param name="start">What the user's scores begin with.</param>
    /// <param name="norm">The length of the user's row.</param>
    /// <param name="least">The score to reach.</param>
    public ulong Find<TSimd>(int k, float start, double norm, float least)
        where TSimd : struct, ISimd<TSimd>
    {
        double slack = panels.Bounds.Slack(_panel, norm);
        return slack < Large
            ? ScoreTile.AtLeast<TSimd>(_sums.Row(k), panels.BiasesOf(_panel), start, (float)slack, least)
            : panels.PlacesOf(_panel);
    }

    /// <summary>
    /// Counts the places of the panel with a score above each of some, as <see cref="ScoreTile.Count"/> does, unless numbers
    /// are so large that sums tell nothing, or one may be no number.
    /// </summary>
    /// <param name="k">Which of the users of <see cref="Begin"/>.</param>
    /// <param name="start">What the user's scores begin with.</param>
    /// <param name="norm">The length of the user's row.</param>
    /// <param name="among">The places that count.</param>
    /// <param name="scores">The scores, ascending.</param>
    /// <param name="counts">As many counts.</param>
    /// <param name="unsure">Receives bits for each score, as far as the result says.</param>
    /// <returns>For how many of the scores there are bits; negative where nothing was counted.</returns>
    public int Count<TSimd>(
        int k,
        float start,
        double norm,
        ulong among,
        ReadOnlySpan<float> scores,
        Span<int> counts,
        Span<ulong> unsure
    )
        where TSimd : struct, ISimd<TSimd>
    {
        double slack = panels.Bounds.Slack(_panel, norm);
        if (!(slack < Large && float.IsFinite(panels.Bounds.Of(_panel, start, norm))))
            return -1;
        ReadOnlySpan<float> bias = panels.BiasesOf(_panel);
        return ScoreTile.Count<TSimd>(_sums.Row(k), bias, start, (float)slack, among, scores, counts, unsure);
    }

    /// <summary>The score of one user and one item.</summary>
    public float Score<TSimd>(int user, int item)
        where TSimd : struct, ISimd<TSimd>
    {
        float bias = model.ItemBias.IsEmpty ? 0f : model.ItemBias[item];
        float begin = model.StartOf(user) + bias;
        return user < 0 ? begin : begin + Dot.Of<TSimd>(model.UserFactors.Row(user), model.ItemFactors.Row(item));
    }

    private ReadOnlySpan<float> RowOf(int user) => user < 0 ? _nobody.Row(0) : model.UserFactors.Row(user);
}
