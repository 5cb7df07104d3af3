namespace FastMf.Objectives;

/// <summary>The parts of a model that are learned.</summary>
public enum ModelPart
{
    /// <summary>U.</summary>
    UserFactors,

    /// <summary>V.</summary>
    ItemFactors,

    /// <summary>a.</summary>
    UserBias,

    /// <summary>b.</summary>
    ItemBias,
}

/// <summary>One number of a model's gradient, by formula and by experiment.</summary>
/// <param name="Part">Which matrix or vector.</param>
/// <param name="Row">The row of the user or item.</param>
/// <param name="Column">The factor; 0 for biases.</param>
/// <param name="Analytic">By formula.</param>
/// <param name="Numeric">By central differences.</param>
/// <param name="RelativeError">Their distance, relative to the size of what was added up: see <see cref="GradientCheck"/>.</param>
public readonly record struct GradientComparison(
    ModelPart Part,
    int Row,
    int Column,
    double Analytic,
    double Numeric,
    double RelativeError
);

/// <summary>What a gradient check found.</summary>
/// <param name="Worst">The comparison with the largest error.</param>
/// <param name="Compared">How many numbers were compared; 0 where no row of the model has a rating.</param>
public sealed record GradientCheckResult(GradientComparison Worst, int Compared)
{
    /// <summary>Whether all errors are within <see cref="GradientCheck.Tolerance"/>.</summary>
    public bool Passed => Worst.RelativeError <= GradientCheck.Tolerance;

    /// <summary>The largest relative error.</summary>
    public double LargestError => Worst.RelativeError;
}
