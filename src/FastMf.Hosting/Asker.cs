using FastMf.Live;

namespace FastMf.Hosting;

/// <summary>Who asks for items: a row of the model, or somebody with factors of one's own and items to be left out.</summary>
internal readonly ref struct Asker
{
    private Asker(int row, bool keepSeen, ReadOnlySpan<float> factors, float bias, ReadOnlySpan<int> seen)
    {
        Row = row;
        KeepSeen = keepSeen;
        Factors = factors;
        Bias = bias;
        Seen = seen;
    }

    /// <summary>The row; negative for somebody unknown. Plays no part where there are factors.</summary>
    public int Row { get; }

    /// <summary>Whether what the row has rated may be in the list.</summary>
    public bool KeepSeen { get; }

    /// <summary>The factors; empty for a row.</summary>
    public ReadOnlySpan<float> Factors { get; }

    /// <summary>The bias that goes with the factors.</summary>
    public float Bias { get; }

    /// <summary>Rows of items to be left out, ascending; where there are factors.</summary>
    public ReadOnlySpan<int> Seen { get; }

    /// <summary>Whether this is a row of the model.</summary>
    public bool IsRow => Factors.IsEmpty;

    /// <summary>A user of the model, or nobody known.</summary>
    public static Asker OfRow(int row, bool keepSeen) => new(row, keepSeen, default, 0f, default);

    /// <summary>Somebody whose history was folded in.</summary>
    public static Asker Of(ReadOnlySpan<float> factors, float bias, ReadOnlySpan<int> seen) =>
        new(-1, false, factors, bias, seen);

    /// <summary>A user with events.</summary>
    public static Asker Of(LiveUser user, bool keepSeen) => Of(user.Factors, user.Bias, keepSeen ? [] : user.Seen);
}
