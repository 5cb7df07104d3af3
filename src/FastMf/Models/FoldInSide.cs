using FastMf.Data;
using FastMf.Kernels;
using FastMf.Simd;
using FastMf.Threads;

namespace FastMf.Models;

/// <summary>Folds new rows of one side into a model: the fixed side with its products, and rooms to solve in.</summary>
internal sealed class FoldInSide
{
    private readonly FixedColumns _columns;
    private readonly ImplicitFeedback _feedback;
    private readonly float _lambda;
    private readonly float _nu;
    private readonly FoldInRoom?[] _rooms = new FoldInRoom?[64];

    /// <param name="columns">The fixed side.</param>
    /// <param name="feedback">How values become confidences.</param>
    /// <param name="lambda">The lambda of the rows to fold in.</param>
    /// <param name="nu">The penalty's exponent.</param>
    public FoldInSide(FactorMatrix columns, ImplicitFeedback feedback, float lambda, float nu)
    {
        _feedback = feedback;
        _lambda = lambda;
        _nu = nu;
        using WorkerTeam team = new(1);
        _columns = new FixedColumns(columns, feedback, team, SimdWidth.Current);
        _columns.Prepare();
        _columns.Freeze();
    }

    /// <summary>A room that nobody uses.</summary>
    public FoldInRoom Rent()
    {
        for (int i = 0; i < _rooms.Length; i++)
        {
            if (_rooms[i] is not null && Interlocked.Exchange(ref _rooms[i], null) is { } room)
                return room;
        }
        return new FoldInRoom(_columns.Factors);
    }

    /// <summary>Gives a room back; with more than 64 at once the rest is dropped.</summary>
    public void Return(FoldInRoom room)
    {
        for (int i = 0; i < _rooms.Length; i++)
        {
            if (_rooms[i] is null && Interlocked.CompareExchange(ref _rooms[i], room, null) is null)
                return;
        }
    }

    /// <summary>See <see cref="FactorModel.FoldInUser"/>.</summary>
    public int Solve(ReadOnlySpan<int> rows, ReadOnlySpan<float> values, Span<float> factors, string name)
    {
        int rank = _columns.Factors.Columns;
        if (factors.Length != rank)
            throw new ArgumentException($"Room for {factors.Length} factors; the rank is {rank}.", nameof(factors));
        FoldInRoom room = Rent();
        try
        {
            int count = room.Take(rows, values, _feedback, name);
            Solve(room, count, default);
            room.Row.Row(0)[..rank].CopyTo(factors);
            return count;
        }
        finally
        {
            Return(room);
        }
    }

    /// <summary>See <see cref="FactorModel.Explain"/>.</summary>
    public float Explain(
        int column,
        ReadOnlySpan<int> rows,
        ReadOnlySpan<float> values,
        Span<float> contributions,
        string name
    )
    {
        if (contributions.Length != rows.Length)
            throw new ArgumentException(
                $"Room for {contributions.Length} contributions of {rows.Length}.",
                nameof(contributions)
            );
        FoldInRoom room = Rent();
        try
        {
            Solve(room, room.Take(rows, values, _feedback, name), _columns.Factors.Row(column));
            double score = 0;
            for (int k = 0; k < rows.Length; k++)
            {
                contributions[k] = _feedback.TryConfidence(values[k], out float confidence)
                    ? confidence * room.Product(_columns.Factors.Row(rows[k]))
                    : 0f;
                score += contributions[k];
            }
            return (float)score;
        }
        finally
        {
            Return(room);
        }
    }

    private void Solve(FoldInRoom room, int count, ReadOnlySpan<float> right)
    {
        float lambda = ImplicitSide.LambdaOf(count, _columns.Factors.Rows, _feedback, _lambda, _nu);
        room.Solve(_columns, count, lambda, right);
    }
}

/// <summary>What one fold-in at a time works in.</summary>
internal sealed class FoldInRoom(FactorMatrix columns)
{
    private readonly IImplicitSolver _solver = SimdWidth.Dispatch<Binding, IImplicitSolver>(new(columns.Columns));
    private readonly bool[] _seen = new bool[columns.Rows];
    private int[] _rows = new int[64];
    private float[] _confidences = new float[64];

    /// <summary>The solution.</summary>
    public FactorMatrix Row { get; } = new(1, columns.Columns);

    /// <summary>Takes the positives of a history and returns how many there are.</summary>
    public int Take(ReadOnlySpan<int> rows, ReadOnlySpan<float> values, ImplicitFeedback feedback, string name)
    {
        if (values.Length != rows.Length)
            throw new ArgumentException($"{values.Length} values for {rows.Length} {name}.", nameof(values));
        if (_rows.Length < rows.Length)
        {
            Array.Resize(ref _rows, rows.Length);
            Array.Resize(ref _confidences, rows.Length);
        }
        int taken = 0;
        try
        {
            for (; taken < rows.Length; taken++)
            {
                ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)rows[taken], (uint)_seen.Length, name);
                _rows[taken] = rows[taken];
                if (_seen[rows[taken]])
                    throw new ArgumentException($"Row {rows[taken]} is given twice; add its values up.", name);
                _seen[rows[taken]] = true;
            }
        }
        finally
        {
            foreach (int row in _rows.AsSpan(0, taken))
                _seen[row] = false;
        }
        int count = 0;
        for (int k = 0; k < values.Length; k++)
        {
            if (float.IsFinite(values[k]) && !feedback.TryConfidence(values[k], out float _))
                continue;
            if (
                !(values[k] >= 0f)
                || !feedback.TryConfidence(values[k], out float confidence)
                || !float.IsFinite(confidence)
            )
                throw new ArgumentException(
                    FormattableString.Invariant(
                        $"A positive has the value {values[k]}; expected a number of 0 or more."
                    ),
                    nameof(values)
                );
            _rows[count] = _rows[k];
            _confidences[count++] = confidence;
        }
        return count;
    }

    /// <summary>Solves for the positives taken.</summary>
    public void Solve(FixedColumns fixedColumns, int count, float lambda, ReadOnlySpan<float> right) =>
        _solver.Solve(fixedColumns, _rows.AsSpan(0, count), _confidences.AsSpan(0, count), lambda, right, Row.Row(0));

    /// <summary>The inner product of the solution and a row of the fixed side.</summary>
    public float Product(ReadOnlySpan<float> column) => _solver.Product(Row.Row(0), column);

    private readonly struct Binding(int rank) : ISimdVisitor<IImplicitSolver>
    {
        public IImplicitSolver Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd> => new ImplicitSolver<TSimd>(rank);
    }
}

/// <summary>Scores of items for given factors.</summary>
internal readonly struct FactorScorer(FactorMatrix user, FactorMatrix items) : IRowScorer
{
    public void Score<TSimd>(int first, Span<float> scores)
        where TSimd : struct, ISimd<TSimd> =>
        ScoreAll.Products<TSimd>(0f, default, user.Row(0), items.RowsFrom(first, scores.Length), scores);
}
