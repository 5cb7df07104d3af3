namespace FastMf.Data;

/// <summary>What <see cref="SyntheticRatings.Generate"/> is to make.</summary>
public sealed record SyntheticOptions
{
    /// <summary>Users, 1 or more; their ids are 0 … n-1.</summary>
    public int Users { get; init; } = 2_000;

    /// <summary>Items, 1 or more; their ids are 0 … n-1.</summary>
    public int Items { get; init; } = 1_000;

    /// <summary>Ratings, 1 or more, at most a quarter of users x items.</summary>
    public int Ratings { get; init; } = 100_000;

    /// <summary>The number of planted factors, 1 to 65,536.</summary>
    public int Rank { get; init; } = 8;

    /// <summary>The standard deviation of what no model can know, in stars: finite, not negative.</summary>
    public float Noise { get; init; } = 0.7f;

    /// <summary>The seed: the same options give the same ratings to the bit.</summary>
    public ulong Seed { get; init; } = 42;

    /// <summary>Threads to use; 0 for all processors. Changes no result.</summary>
    public int Threads { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range, or the ratings do not fit.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Users, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Items, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Ratings, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Rank, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Rank, FactorMatrix.MaxColumns);
        if (!float.IsFinite(Noise) || Noise < 0f)
            throw new ArgumentOutOfRangeException(nameof(Noise), Noise, "Noise must be finite and not negative.");
        long most = Math.Min((long)Users * Items / 4, Array.MaxLength);
        if (Ratings > most)
            throw new ArgumentOutOfRangeException(
                nameof(Ratings),
                Ratings,
                $"{Users} users x {Items} items have room for {most} ratings: at most a quarter of all pairs is rated."
            );
    }
}
