namespace FastMf.Models;

/// <summary>What a model says of itself besides its numbers; written into the model file.</summary>
public sealed record ModelInfo
{
    /// <summary>
    /// mu: the mean of the training ratings, or its log-odds for the logistic loss. Every prediction of a model with biases begins with it; without biases it
    /// is what unknown users and items get.
    /// </summary>
    public float Mean { get; init; }

    /// <summary>Whether <see cref="Mean"/> was given; bare factors from elsewhere have none, and a warm start takes that of its ratings.</summary>
    internal bool HasMean { get; init; } = true;

    /// <summary>The smallest training rating.</summary>
    public float MinRating { get; init; }

    /// <summary>The largest training rating.</summary>
    public float MaxRating { get; init; }

    /// <summary>The objective that the model was trained on.</summary>
    public ObjectiveOptions Objective { get; init; } = new();

    /// <summary>The last event that the model was trained on, see <see cref="FactorModel.WithLastEvent"/>; null where nobody said.</summary>
    public long? LastEvent { get; init; }

    /// <summary>How factors are written: those of a model with fewer bits than floats are rounded so, see <see cref="FactorModel.Rounded(FactorPrecision)"/>.</summary>
    public FactorPrecision Precision { get; init; }

    /// <summary>
    /// The options that changed its numbers, by their names on the command line (rank, seed, learning-rate …);
    /// never threads, paths, widths or times.
    /// </summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new SortedDictionary<string, string>();

    /// <summary>The solver by its name, where it is known.</summary>
    internal string? Solver => Options.GetValueOrDefault("solver");

    /// <summary>Whether training kept factors at 0 or above.</summary>
    internal bool IsNonNegative => Options.GetValueOrDefault("nonnegative") == "on";
}
