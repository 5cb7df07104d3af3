namespace FastMf.Evaluation;

/// <summary>Finds the lists of users, a block at a time. One worker's room.</summary>
internal abstract class UserLists
{
    /// <summary>How long a list is at most.</summary>
    public abstract int Length { get; }

    /// <summary>How many users may be ranked at once.</summary>
    public abstract int Capacity { get; }

    /// <summary>Does for a block what is done for all of its users together.</summary>
    public abstract void Rank(UserBlock block);

    /// <summary>The list of one of the users, as keys of <see cref="Kernels.TopK"/>, the best first.</summary>
    /// <param name="block">The block ranked last.</param>
    /// <param name="i">Which of its users; they are asked for in order.</param>
    public abstract ReadOnlySpan<ulong> ListOf(UserBlock block, int i);

    /// <summary>The pairs of a relevant and another item in the right order, and all, of the same user after its list; zeros where nobody wants to know.</summary>
    public abstract (long Ordered, long Pairs) PairsOf(UserBlock block, int i);
}
