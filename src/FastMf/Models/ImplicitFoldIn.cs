using FastMf.Data;
using FastMf.Simd;
using FastMf.Threads;

namespace FastMf.Models;

/// <summary>Fold-in for implicit feedback: the fixed side with its products.</summary>
internal sealed class ImplicitFoldIn : FoldInSide
{
    private readonly FixedColumns _columns;
    private readonly ImplicitFeedback _feedback;
    private readonly float _lambda;
    private readonly float _nu;

    /// <param name="columns">The fixed side.</param>
    /// <param name="feedback">How values become confidences.</param>
    /// <param name="lambda">The lambda of the rows to fold in.</param>
    /// <param name="nu">The penalty's exponent.</param>
    public ImplicitFoldIn(FactorMatrix columns, ImplicitFeedback feedback, float lambda, float nu)
        : base(columns.Columns)
    {
        _feedback = feedback;
        _lambda = lambda;
        _nu = nu;
        using WorkerTeam team = new(1);
        _columns = new FixedColumns(columns, feedback, team, SimdWidth.Current);
        _columns.Prepare();
        _columns.Freeze();
    }

    protected override FoldInRoom MakeRoom() => new Room(this);

    private sealed class Room(ImplicitFoldIn side) : FoldInRoom
    {
        private readonly IImplicitSolver _solver = SimdWidth.Dispatch<Binding, IImplicitSolver>(
            new(side._columns.Factors.Columns)
        );
        private readonly bool[] _marks = new bool[side._columns.Factors.Rows];
        private readonly FactorMatrix _solution = new(1, side._columns.Factors.Columns);
        private int[] _rows = new int[64]; // the positives
        private float[] _confidences = new float[64];

        public override int Solve(in FoldInHistory history, Span<float> factors, out float bias)
        {
            int count = Take(history);
            Solve(count, default);
            _solution.Row(0)[..factors.Length].CopyTo(factors);
            bias = 0f;
            return count;
        }

        public override float Explain(int column, in FoldInHistory history, Span<float> contributions)
        {
            FactorMatrix factors = side._columns.Factors;
            using RowRoom room = new(factors, 1);
            Solve(Take(history), factors.Read(column, room.Floats));
            double score = 0;
            for (int k = 0; k < contributions.Length; k++)
            {
                contributions[k] = side._feedback.TryConfidence(history.Values[k], out float confidence)
                    ? confidence * _solver.Product(_solution.Row(0), factors.Read(history.Rows[k], room.Floats))
                    : 0f;
                score += contributions[k];
            }
            return (float)score;
        }

        private void Solve(int count, ReadOnlySpan<float> right)
        {
            float lambda = ImplicitSide.LambdaOf(
                count,
                side._columns.Factors.Rows,
                side._feedback,
                side._lambda,
                side._nu
            );
            _solver.Solve(
                side._columns,
                _rows.AsSpan(0, count),
                _confidences.AsSpan(0, count),
                lambda,
                right,
                _solution.Row(0)
            );
        }

        /// <summary>Takes the positives of a history and returns how many there are.</summary>
        private int Take(in FoldInHistory history)
        {
            history.Check(_marks);
            if (_rows.Length < history.Rows.Length)
            {
                Array.Resize(ref _rows, history.Rows.Length);
                Array.Resize(ref _confidences, history.Rows.Length);
            }
            int count = 0;
            for (int k = 0; k < history.Values.Length; k++)
            {
                float value = history.Values[k];
                bool positive = side._feedback.TryConfidence(value, out float confidence);
                if (float.IsFinite(value) && !positive)
                    continue;
                if (!positive || !(value >= 0f) || !float.IsFinite(confidence))
                    throw new ArgumentException(
                        FormattableString.Invariant(
                            $"A positive has the value {value}; expected a number of 0 or more."
                        ),
                        FoldInHistory.ValuesName
                    );
                _rows[count] = history.Rows[k];
                _confidences[count++] = confidence;
            }
            return count;
        }
    }

    private readonly struct Binding(int rank) : ISimdVisitor<IImplicitSolver>
    {
        public IImplicitSolver Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd> => new ImplicitSolver<TSimd>(rank);
    }
}
