namespace FastMf.Models;

/// <summary>Folds new rows of one side into a model whose other side stays. Thread-safe.</summary>
internal abstract class FoldInSide
{
    private readonly RoomPool<FoldInRoom> _rooms;
    private readonly int _rank;

    protected FoldInSide(int rank)
    {
        _rank = rank;
        _rooms = new(MakeRoom);
    }

    /// <summary>See <see cref="FactorModel.FoldInUser(ReadOnlySpan{int}, ReadOnlySpan{float}, Span{float}, out float)"/>.</summary>
    public int Solve(in FoldInHistory history, Span<float> factors, out float bias)
    {
        if (factors.Length != _rank)
            throw new ArgumentException($"Room for {factors.Length} factors; the rank is {_rank}.", nameof(factors));
        FoldInRoom room = _rooms.Rent();
        try
        {
            return room.Solve(history, factors, out bias);
        }
        finally
        {
            _rooms.Return(room);
        }
    }

    /// <summary>See <see cref="FactorModel.Explain"/>.</summary>
    public float Explain(int column, in FoldInHistory history, Span<float> contributions)
    {
        if (contributions.Length != history.Rows.Length)
            throw new ArgumentException(
                $"Room for {contributions.Length} contributions of {history.Rows.Length}.",
                nameof(contributions)
            );
        FoldInRoom room = _rooms.Rent();
        try
        {
            return room.Explain(column, history, contributions);
        }
        finally
        {
            _rooms.Return(room);
        }
    }

    /// <summary>One more room.</summary>
    protected abstract FoldInRoom MakeRoom();
}

/// <summary>What one fold-in at a time works in.</summary>
internal abstract class FoldInRoom
{
    /// <summary>Solves for a new row; how many of its history counted.</summary>
    public abstract int Solve(in FoldInHistory history, Span<float> factors, out float bias);

    /// <summary>What each of the history brings to the score of a column; the score.</summary>
    public abstract float Explain(int column, in FoldInHistory history, Span<float> contributions);
}
