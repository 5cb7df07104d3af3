using FastMf.Kernels;
using FastMf.Losses;
using FastMf.Penalties;

namespace FastMf.Models;

/// <summary>How the data cost is scaled: s of the objective.</summary>
public enum Reduction
{
    /// <summary>s = 1.</summary>
    Sum,

    /// <summary>s = 1/m, m ratings.</summary>
    Mean,
}

/// <summary>
/// The objective that a model minimizes:
/// J = s * sum w_ij loss(r_ij, y_ij) + sum_i n_i^nu penalty(u_i) + sum_j n_j^nu penalty(v_j)
/// + sum_i n_i^nu lambda_a/2 a_i^2 + sum_j n_j^nu lambda_b/2 b_j^2; or that of <see cref="ImplicitFeedback"/>, or of
/// <see cref="PairwiseFeedback"/>.
/// </summary>
public sealed record ObjectiveOptions
{
    /// <summary>
    /// Set where the values are implicit feedback: then J is the one described there, with the lambdas of
    /// <see cref="Penalty"/> (without 1/2) and <see cref="PenaltyExponent"/>; null for ratings.
    /// </summary>
    public ImplicitFeedback? Implicit { get; init; }

    /// <summary>Set where items are ranked by pairs: then J is the one described there, with the penalties given here.</summary>
    public PairwiseFeedback? Pairwise { get; init; }

    /// <summary>Whether predictions only rank, so that errors of theirs say nothing.</summary>
    public bool IsForRanking => Implicit is not null || Pairwise is not null;

    /// <summary>loss(r, y).</summary>
    public Loss Loss { get; init; } = Loss.Squared;

    /// <summary>penalty(u_i) and penalty(v_j).</summary>
    public Penalty Penalty { get; init; } = Penalty.None;

    /// <summary>lambda_a (users) and lambda_b (items).</summary>
    public L2Penalty BiasPenalty { get; init; } = new(0f, 0f);

    /// <summary>nu: 0 counts a row's penalty once, 1 once a rating.</summary>
    public float PenaltyExponent { get; init; } = 1f;

    /// <summary>s: 1 or 1/m.</summary>
    public Reduction Reduction { get; init; } = Reduction.Sum;

    /// <summary>n^nu, and 0 for n = 0 at any nu: how much of its penalty a row with n ratings carries.</summary>
    internal static double RowWeight(int n, float nu) =>
        n == 0 ? 0
        : nu == 0f ? 1
        : nu == 0.5f ? Math.Sqrt(n)
        : nu == 1f ? n
        : Elementary.Pow(n, nu);
}
