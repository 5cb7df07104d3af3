using FastMf.Data;
using FastMf.Simd;

namespace FastMf.Models;

/// <summary>
/// Fold-in for ratings with the squared loss: the row's part of J, which the half-step of alternating least squares
/// minimizes, from a row of zeros.
/// </summary>
/// <param name="problem">What is fixed; the rows to solve of the model, of which only the bias says whether new ones have one.</param>
/// <param name="nu">The penalty's exponent.</param>
internal sealed class RatingFoldIn(RowProblem problem, float nu) : FoldInSide(problem.Fixed.Columns)
{
    protected override FoldInRoom MakeRoom() => new Room(problem, nu);

    private sealed class Room : FoldInRoom
    {
        private readonly RowProblem _problem;
        private readonly float _nu;
        private readonly RatingRowSolver _solver;
        private readonly bool[] _marks;

        public Room(RowProblem problem, float nu)
        {
            _nu = nu;
            _problem = problem with
            {
                Ratings = new RowRatings(),
                Factors = new FactorMatrix(1, problem.Fixed.Columns),
                Bias = problem.Bias is null ? null : new float[1],
                PenaltyWeights = new double[1],
                UntilSettled = true,
            };
            _solver = RatingRowSolver.Bind(_problem, SimdWidth.Current);
            _marks = new bool[problem.Fixed.Rows];
        }

        private float Bias => _problem.Bias is null ? 0f : _problem.Bias[0];

        public override int Solve(in FoldInHistory history, Span<float> factors, out float bias)
        {
            Take(history);
            _solver.Solve(0);
            if (!_problem.Descends)
                _solver.Solve(0); // from so near, nothing is left of the first solution's roundings
            _problem.Factors.Row(0)[..factors.Length].CopyTo(factors);
            bias = Bias;
            return history.Rows.Length;
        }

        public override float Explain(int column, in FoldInHistory history, Span<float> contributions)
        {
            if (_problem.Descends)
                throw new InvalidOperationException(
                    "With non-negative factors or an L1 penalty a score is no sum of what the items of a history bring."
                );
            Take(history);
            using RowRoom room = new(_problem.Fixed, 1);
            _solver.Respond(0, _problem.Fixed.Read(column, room.Floats));
            double score = MeanOf(column);
            for (int k = 0; k < contributions.Length; k++)
            {
                int other = history.Rows[k];
                float weight = history.Weights.IsEmpty ? 1f : history.Weights[k];
                float share = _solver.Product(_problem.Factors.Row(0), _problem.Fixed.Read(other, room.Floats)) + Bias;
                contributions[k] = weight * (history.Values[k] - MeanOf(other)) * share;
                score += contributions[k];
            }
            return (float)score;
        }

        private float MeanOf(int column) =>
            _problem.Mean + (_problem.FixedBias is null ? 0f : _problem.FixedBias[column]);

        private void Take(in FoldInHistory history)
        {
            history.Check(_marks);
            foreach (float value in history.Values)
            {
                if (!float.IsFinite(value))
                    throw new ArgumentException(
                        FormattableString.Invariant($"A value is {value}; expected a finite number."),
                        FoldInHistory.ValuesName
                    );
            }
            _problem.Ratings.Replace(history.Rows, history.Values, history.Weights);
            _problem.PenaltyWeights[0] = ObjectiveOptions.RowWeight(history.Rows.Length, _nu);
            _problem.Factors.Row(0).Clear();
            _problem.Bias?.AsSpan().Clear();
        }
    }
}
