namespace FastMf.Hosting;

/// <summary>Which items a request allows. The default allows all.</summary>
public readonly ref struct ItemLists
{
    /// <summary>Whether <see cref="Allow"/> counts; an empty list then allows nothing.</summary>
    public bool HasAllow { get; init; }

    /// <summary>Rows of the only items that may be recommended, in any order.</summary>
    public ReadOnlySpan<int> Allow { get; init; }

    /// <summary>Rows of items that must not be recommended, in any order; also where they are allowed.</summary>
    public ReadOnlySpan<int> Deny { get; init; }

    /// <summary>Whether what the user has rated may be recommended again, where the service knows it.</summary>
    public bool KeepSeen { get; init; }
}
