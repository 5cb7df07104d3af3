using FastMf.Data;
using FastMf.Kernels;
using FastMf.Simd;

namespace FastMf.Models;

/// <summary>Scores of up to four users for a panel of items, to the bit those of one user and one item. One worker's room.</summary>
/// <param name="model">The model.</param>
/// <param name="panels">Its items.</param>
internal sealed class PanelScorer(FactorModel model, ItemPanels panels)
{
    private const double Large = 1e30; // far from where a float overflows

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

    /// <summary>Finds the items of a panel whose scores may reach what users need; none that does is missing.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="users">Rows of one to four users; negative for unknown ones.</param>
    /// <param name="norms">The lengths of their rows.</param>
    /// <param name="least">The scores to reach.</param>
    /// <param name="bits">Room for the bits of four users.</param>
    /// <returns>False where numbers are so large that the bound says nothing.</returns>
    public bool TryFind<TSimd>(
        int panel,
        ReadOnlySpan<int> users,
        ReadOnlySpan<double> norms,
        ReadOnlySpan<float> least,
        Span<ulong> bits
    )
        where TSimd : struct, ISimd<TSimd>
    {
        int last = users.Length - 1;
        Span<float> needs = stackalloc float[3 * ScoreTile.Users];
        for (int k = 0; k < ScoreTile.Users; k++)
        {
            int i = Math.Min(k, last);
            double slack = panels.Bounds.Slack(panel, norms[i]);
            if (!(slack < Large))
                return false;
            needs[3 * k] = model.StartOf(users[i]);
            needs[3 * k + 1] = (float)slack;
            needs[3 * k + 2] = least[i];
        }
        PromiseTile.AtLeast<TSimd>(
            panels.FactorsOf(panel),
            panels.BiasesOf(panel),
            RowOf(users[0]),
            RowOf(users[Math.Min(1, last)]),
            RowOf(users[Math.Min(2, last)]),
            RowOf(users[last]),
            needs,
            bits
        );
        return true;
    }

    /// <summary>The score of one user and one item.</summary>
    public float Score<TSimd>(int user, int item)
        where TSimd : struct, ISimd<TSimd>
    {
        float bias = model.ItemBias.IsEmpty ? 0f : model.ItemBias[item];
        return model.StartOf(user) + bias + Dot.Of<TSimd>(RowOf(user), model.ItemFactors.Row(item));
    }

    private ReadOnlySpan<float> RowOf(int user) => user < 0 ? _nobody.Row(0) : model.UserFactors.Row(user);
}
