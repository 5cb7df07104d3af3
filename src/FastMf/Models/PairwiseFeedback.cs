using FastMf.Data;

namespace FastMf.Models;

/// <summary>Where the other item of a pair comes from.</summary>
public enum Negatives
{
    /// <summary>All items alike.</summary>
    Uniform,

    /// <summary>An item as often as it is a positive.</summary>
    Popularity,

    /// <summary>Uniform draws until one is ranked wrongly or nearly so (WARP, Weston et al. 2011).</summary>
    Warp,
}

/// <summary>
/// The objective of pairwise ranking (BPR, Rendle et al. 2009): a user's positives should score above other items. With
/// an item j drawn for each positive (u, i), y = b_i + u_u . v_i, and penalties carried by each pair:
/// <code>
/// J = sum over positives (u,i) of
///       -ln sigmoid(y_ui - y_uj) + penalty(u_u) + penalty(v_i) + penalty(v_j) + lambda_b/2 (b_i^2 + b_j^2)
/// </code>
/// The reported J draws its own j, always the same ones for the same pairs; training draws others each epoch. j is among
/// the items that occur in the ratings and is no positive of the user. A pair given more than once is one positive.
/// </summary>
public sealed record PairwiseFeedback
{
    /// <summary>Values of at least this are positives, the others count as not observed; by default all are positives.</summary>
    public float Positive { get; init; } = float.NegativeInfinity;

    /// <summary>Where j comes from. The reported J draws uniformly for <see cref="Negatives.Warp"/> too.</summary>
    public Negatives Negatives { get; init; }

    /// <summary>The positives, users as rows.</summary>
    internal SparseMatrix Positives(SparseMatrix values) => values.Map(new Map(Positive));

    /// <summary>What is wrong with an option, or null.</summary>
    internal (string Name, object Value, string Expected)? Objection() =>
        float.IsNaN(Positive) ? (nameof(Positive), Positive, "a number")
        : !Enum.IsDefined(Negatives) ? (nameof(Negatives), Negatives, "a known way to draw")
        : null;

    /// <summary>Why the objective is not defined for some ratings; null where it is.</summary>
    internal static string? Objection(Ratings ratings) =>
        ratings.Weights.IsEmpty ? null : "they have weights; pairs have none.";

    private readonly struct Map(float positive) : IValueMap
    {
        public bool TryMap(float value, out float mapped)
        {
            mapped = 1f;
            return value >= positive;
        }
    }
}
