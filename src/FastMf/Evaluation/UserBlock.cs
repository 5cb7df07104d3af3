namespace FastMf.Evaluation;

/// <summary>Some users whose items are to be ranked, and what is relevant to each; lists are by place in the block.</summary>
internal readonly ref struct UserBlock
{
    /// <summary>Their rows in the test ratings.</summary>
    public required ReadOnlySpan<int> TestUsers { get; init; }

    /// <summary>Their rows in the model; negative for unknown ones.</summary>
    public required ReadOnlySpan<int> Users { get; init; }

    /// <summary>Their rows among those with excluded items; negative where there is none.</summary>
    public required ReadOnlySpan<int> ExcludeRows { get; init; }

    /// <summary>Where each one's relevant items begin in <see cref="AllRelevant"/>; one more.</summary>
    public required ReadOnlySpan<int> Starts { get; init; }

    /// <summary>Relevant items of these users and others.</summary>
    public required ReadOnlySpan<int> AllRelevant { get; init; }

    /// <summary>How many users.</summary>
    public int Count => Users.Length;

    /// <summary>A user's relevant items, in rows of the model, each once; -1 for one that it does not know.</summary>
    public ReadOnlySpan<int> RelevantOf(int i) => AllRelevant[Starts[i]..Starts[i + 1]];
}
