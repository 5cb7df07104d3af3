using FastMf.Data;
using FastMf.Threads;

namespace FastMf.Selection;

/// <summary>How ratings are cut into folds.</summary>
public enum FoldKind
{
    /// <summary>At random.</summary>
    Random,

    /// <summary>At random, each user's ratings spread evenly.</summary>
    ByUser,

    /// <summary>By time: each stretch is the test part once, after training on all before it.</summary>
    ByTime,
}

/// <summary>How a trainer is judged.</summary>
public sealed record CrossValidationOptions
{
    /// <summary>The largest number of folds.</summary>
    public const int MaxFolds = 1000;

    /// <summary>How many folds: 2 to 1000, and fewer than ratings.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>How the folds are cut.</summary>
    public FoldKind Kind { get; init; } = FoldKind.Random;

    /// <summary>The seed of random folds: the same seed, the same folds.</summary>
    public ulong Seed { get; init; } = 42;

    /// <summary>How many fits run at once; 0 for as many as there are processors. Changes no result.</summary>
    public int Threads { get; init; }

    /// <summary>Refuses values that make no sense.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range; named.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Folds, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Folds, MaxFolds);
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Threads, WorkerTeam.MaxThreads);
        if (!Enum.IsDefined(Kind))
            throw new ArgumentOutOfRangeException(nameof(Kind), Kind, "There is no such kind of folds.");
    }

    /// <summary>The folds; all carry the ratings' id maps.</summary>
    /// <exception cref="ArgumentException">The ratings are too few, or have no times to cut by.</exception>
    internal IReadOnlyList<(Ratings Train, Ratings Test)> Cut(Ratings ratings)
    {
        if (ratings.Count <= Folds)
            throw new ArgumentException($"{ratings.Count} ratings are too few for {Folds} folds.", nameof(ratings));
        if (Kind == FoldKind.ByTime && ratings.Times.IsEmpty)
            throw new ArgumentException("Folds by time need ratings with times.", nameof(ratings));
        return Kind switch
        {
            FoldKind.ByUser => ratings.KFoldByUser(Folds, Seed),
            FoldKind.ByTime => ratings.KFoldByTime(Folds),
            _ => ratings.KFold(Folds, Seed),
        };
    }
}
