namespace FastMf.Evaluation;

/// <summary>Finds the lists of users, a few at a time. One worker's room.</summary>
internal abstract class UserLists
{
    /// <summary>How long a list is at most.</summary>
    public abstract int Length { get; }

    /// <summary>How many users may be ranked at once.</summary>
    public abstract int Capacity { get; }

    /// <summary>Ranks for users of consecutive places; all three lists are by place.</summary>
    /// <param name="testUsers">Their rows in the test ratings.</param>
    /// <param name="users">Their rows in the model; negative for unknown ones.</param>
    /// <param name="excludeRows">Their rows among those with excluded items; negative where there is none.</param>
    public abstract void Rank(ReadOnlySpan<int> testUsers, ReadOnlySpan<int> users, ReadOnlySpan<int> excludeRows);

    /// <summary>The list of one of the users ranked last, as keys of <see cref="Kernels.TopK"/>, the best first.</summary>
    /// <param name="i">Which of them; they are asked for in order.</param>
    /// <param name="relevant">Rows of the user's relevant items; -1 for one that the model does not know.</param>
    public abstract ReadOnlySpan<ulong> ListOf(int i, ReadOnlySpan<int> relevant);

    /// <summary>The pairs of a relevant and another item in the right order, and all, of the same user after its list; zeros where nobody wants to know.</summary>
    public abstract (long Ordered, long Pairs) PairsOf(int i, ReadOnlySpan<int> relevant);
}
