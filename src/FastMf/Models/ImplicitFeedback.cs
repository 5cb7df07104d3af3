using FastMf.Data;
using FastMf.Kernels;

namespace FastMf.Models;

/// <summary>How a value becomes a confidence.</summary>
public enum AlphaScale
{
    /// <summary>c = 1 + alpha r.</summary>
    Linear,

    /// <summary>c = 1 + alpha ln(1 + r).</summary>
    Log,
}

/// <summary>Which pairs the weight alpha0 is for.</summary>
public enum Unobserved
{
    /// <summary>All pairs of a user and an item, positives too (Rendle et al. 2022).</summary>
    All,

    /// <summary>Only pairs that are no positives (Hu et al. 2008).</summary>
    Missing,
}

/// <summary>
/// The objective of implicit feedback, where a value says how often or how much, and what is not there counts a little
/// as a no. With c the confidence of a positive and y = w_u . h_i:
/// <code>
/// J = sum over positives of c_ui (1 - y_ui)^2 + alpha0 * sum over ALL (u,i) of y_ui^2
///   + sum_u lambda_u (n_u + alpha0 |I|)^nu |w_u|^2 + sum_i lambda_i (n_i + alpha0 |U|)^nu |h_i|^2
/// </code>
/// There is no 1/2 anywhere, in contrast to the penalty of ratings. n counts a row's positives, |I| and |U| the model's
/// items and users. A pair given more than once is one positive whose confidences add up.
/// </summary>
public sealed record ImplicitFeedback
{
    /// <summary>alpha: how much a value adds to the confidence of its pair; 0 or more. With 0 all positives count alike.</summary>
    public float Alpha { get; init; } = 0.1f;

    /// <summary>How a value becomes a confidence.</summary>
    public AlphaScale AlphaScale { get; init; } = AlphaScale.Log;

    /// <summary>alpha0: the weight of a pair that was not observed; above 0, and at most 1 with <see cref="Unobserved.Missing"/>.</summary>
    public float Alpha0 { get; init; } = 0.1f;

    /// <summary>Which pairs alpha0 is for.</summary>
    public Unobserved Unobserved { get; init; }

    /// <summary>Values of at least this are positives, the others count as not observed; by default all are positives.</summary>
    public float Positive { get; init; } = float.NegativeInfinity;

    /// <summary>What of alpha0 a positive does not carry.</summary>
    internal float Discount => Unobserved == Unobserved.Missing ? Alpha0 : 0f;

    /// <summary>The confidences of the positives in the place of values.</summary>
    internal SparseMatrix Confidences(SparseMatrix values) => values.Map(new Map(this));

    /// <summary>The confidence of a value; false where it is no positive.</summary>
    internal bool TryConfidence(float value, out float confidence) => new Map(this).TryMap(value, out confidence);

    /// <summary>(n + alpha0 M)^nu for a row with n positives, where the other side has M rows.</summary>
    internal double PenaltyWeight(int n, int others, float nu)
    {
        double count = n + (double)Alpha0 * others;
        return nu == 1f ? count : Elementary.Pow(count, nu);
    }

    /// <summary>What is wrong with an option, or null.</summary>
    internal (string Name, float Value, string Expected)? Objection() =>
        !(Alpha is >= 0f and <= float.MaxValue) ? (nameof(Alpha), Alpha, "a number of 0 or more")
        : !(Alpha0 is > 0f and <= float.MaxValue)
            ? (nameof(Alpha0), Alpha0, "a number above 0: without it predicting 1 for every pair would be perfect")
        : Discount > 1f
            ? (nameof(Alpha0), Alpha0, "at most 1 where it is for missing pairs alone: no positive may weigh less")
        : float.IsNaN(Positive) ? (nameof(Positive), Positive, "a number")
        : null;

    /// <summary>Why the objective is not defined for some ratings; null where it is.</summary>
    internal string? Objection(Ratings ratings)
    {
        if (!ratings.Weights.IsEmpty)
            return "they have weights; for implicit feedback the confidence comes from the values.";
        Map map = new(this);
        foreach (float value in ratings.Values)
        {
            if (Objection(map, value) is { } why)
                return why;
        }
        return null;
    }

    /// <summary>Why the objective is not defined for a value; null where it is.</summary>
    internal string? Objection(float value) => Objection(new Map(this), value);

    private static string? Objection(Map map, float value) =>
        !map.TryMap(value, out float confidence) ? null
        : value < 0f ? FormattableString.Invariant($"a positive has the value {value}; expected 0 or more.")
        : !float.IsFinite(confidence)
            ? FormattableString.Invariant($"the confidence of the value {value} is too large.")
        : null;

    private readonly struct Map(ImplicitFeedback feedback) : IValueMap
    {
        private readonly double _alpha = feedback.Alpha;
        private readonly bool _log = feedback.AlphaScale == AlphaScale.Log;
        private readonly float _positive = feedback.Positive;

        public bool TryMap(float value, out float mapped)
        {
            mapped = (float)(1 + _alpha * (_log ? Elementary.Log(1 + (double)value) : value));
            return value >= _positive;
        }
    }
}
