using FastMf.Data;
using FastMf.Kernels;
using FastMf.Simd;

namespace FastMf.Models;

/// <summary>Scores of up to four users for a panel of items, to the bit those of one user and one item. One worker's room.</summary>
/// <param name="model">The model.</param>
/// <param name="panels">Its items.</param>
internal sealed class PanelScorer(FactorModel model, ItemPanels panels)
{
    private readonly FactorMatrix _nobody = new(1, model.Rank); // zeros: the row of an unknown user
    private readonly FactorMatrix _room = new(ScoreTile.Room / ScoreTile.Items, ScoreTile.Items);

    /// <summary>Writes the scores of a panel.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="users">Rows of one to four users; negative for unknown ones.</param>
    /// <param name="scores">Room for 64 scores of each of four users; NaN where there is no item. What is behind the last user is of no use.</param>
    public void Score<TSimd>(int panel, ReadOnlySpan<int> users, Span<float> scores)
        where TSimd : struct, ISimd<TSimd>
    {
        int last = users.Length - 1;
        (int u0, int u1) = (users[0], users[Math.Min(1, last)]);
        (int u2, int u3) = (users[Math.Min(2, last)], users[last]);
        ReadOnlySpan<float> starts = [model.StartOf(u0), model.StartOf(u1), model.StartOf(u2), model.StartOf(u3)];
        ScoreTile.Products<TSimd>(
            panels.FactorsOf(panel),
            panels.BiasesOf(panel),
            RowOf(u0),
            RowOf(u1),
            RowOf(u2),
            RowOf(u3),
            starts,
            _room.Span(0, _room.Rows),
            scores
        );
    }

    private ReadOnlySpan<float> RowOf(int user) => user < 0 ? _nobody.Row(0) : model.UserFactors.Row(user);
}
