using FastMf.Models;
using FastMf.Threads;

namespace FastMf.Objectives;

/// <summary>||U||_F and ||V||_F of one model again and again.</summary>
/// <param name="model">The model; may change between calls, not within one.</param>
/// <param name="team">Who computes; stays the caller's.</param>
internal sealed class FactorNorms(FactorModel model, WorkerTeam team)
{
    private readonly MatrixNorm _users = new(model.UserFactors);
    private readonly MatrixNorm _items = new(model.ItemFactors);

    /// <summary>The norms now. Allocates nothing.</summary>
    public (double Users, double Items) Measure() => (_users.Of(team), _items.Of(team));
}
