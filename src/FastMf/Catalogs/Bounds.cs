using System.Globalization;

namespace FastMf.Catalogs;

/// <summary>The finite numbers from one to another, each end among them or not.</summary>
internal readonly record struct Bounds(double From, double To = double.PositiveInfinity)
{
    /// <summary>All from 0 on.</summary>
    public static Bounds NotNegative => new(0);

    /// <summary>All above 0.</summary>
    public static Bounds Positive => new(0) { Above = true };

    /// <summary>From 0 to below 1.</summary>
    public static Bounds BelowOne => new(0, 1) { Below = true };

    /// <summary>Between 0 and 1.</summary>
    public static Bounds Inside => BelowOne with { Above = true };

    /// <summary>Whether the lower end is left out.</summary>
    public bool Above { get; init; }

    /// <summary>Whether the upper end is left out.</summary>
    public bool Below { get; init; }

    /// <summary>Whether a number is one of them; NaN is not.</summary>
    public bool Contain(double x) => double.IsFinite(x) && (Above ? x > From : x >= From) && (Below ? x < To : x <= To);

    /// <summary>As a message says it.</summary>
    public override string ToString()
    {
        string from = string.Create(
            CultureInfo.InvariantCulture,
            $"a number {(Above ? "above" : "of at least")} {From}"
        );
        return double.IsInfinity(To)
            ? from
            : string.Create(CultureInfo.InvariantCulture, $"{from} and {(Below ? "below" : "at most")} {To}");
    }
}
