using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using FastMf.Data;
using FastMf.Kernels;
using FastMf.Simd;

namespace FastMf.Models;

/// <summary>What a half-step holds fixed and what it solves for; users and items may stand on either side.</summary>
/// <param name="Ratings">Grouped by the rows to solve.</param>
/// <param name="Factors">The rows to solve; changed.</param>
/// <param name="Bias">Their biases; changed. Null where biases are off.</param>
/// <param name="Fixed">The other side's factors.</param>
/// <param name="FixedBias">The other side's biases; null where biases are off.</param>
/// <param name="Mean">mu; 0 where biases are off.</param>
/// <param name="PenaltyWeights">n^nu of each row to solve.</param>
/// <param name="Lambda">The lambda of its factors.</param>
/// <param name="BiasLambda">The lambda of its bias.</param>
/// <param name="Threshold">The lambda of its factors' magnitudes (L1).</param>
/// <param name="NonNegative">Whether its factors are kept at 0 or above.</param>
internal sealed record RowProblem(
    RowRatings Ratings,
    FactorMatrix Factors,
    float[]? Bias,
    FactorMatrix Fixed,
    float[]? FixedBias,
    float Mean,
    double[] PenaltyWeights,
    float Lambda,
    float BiasLambda,
    float Threshold,
    bool NonNegative
)
{
    /// <summary>Whether rows are found by coordinate descent; otherwise exactly.</summary>
    public bool Descends => NonNegative || Threshold > 0f;

    /// <summary>Whether coordinate descent goes on until nothing moves, since no further half-step will.</summary>
    public bool UntilSettled { get; init; }
}

/// <summary>
/// Solves one row against fixed columns. With z_j = (v_j, 1), x = (u, a) and e_j = r_j - mu - b_j - x.z_j at the old x,
/// the row's part of J is least at x + d where
/// <code>(sum w z z' + n^nu/2 diag(lambda, …, lambda, lambda_a)) d = sum w e z - n^nu/2 (lambda u, lambda_a a)</code>
/// Solving for the step d and not for x keeps the digits: at the optimum the right side is 0. Where factors are kept at 0
/// or above, or have an L1 penalty, a few sweeps of coordinate descent lower the same function instead.
/// </summary>
internal abstract class RatingRowSolver : RowSolver
{
    /// <summary>Puts A^-1 z for the z = (v, 1) of a column in the row's place; A is the matrix of the row's system. Allocates nothing.</summary>
    public abstract void Respond(int row, ReadOnlySpan<float> column);

    /// <summary>The inner product of two padded rows.</summary>
    public abstract float Product(ReadOnlySpan<float> x, ReadOnlySpan<float> y);

    /// <summary>A solver with room of its own, at a register width.</summary>
    public static RatingRowSolver Bind(RowProblem problem, int width) =>
        SimdWidth.Dispatch<Binding, RatingRowSolver>(new(problem), width);

    private readonly struct Binding(RowProblem problem) : ISimdVisitor<RatingRowSolver>
    {
        public RatingRowSolver Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd> => new Bound<TSimd>(problem);
    }

    private sealed class Bound<TSimd> : RatingRowSolver
        where TSimd : struct, ISimd<TSimd>
    {
        private const int AtOnce = 64; // gathered rows that stay in the first-level cache
        private const int Sweeps = 4;
        private const int MostSweeps = 1_000; // where it goes on until nothing moves by more than this share:
        private const float Settled = 1e-7f;

        private readonly RowProblem _problem;
        private readonly int _rank;
        private readonly int _count; // unknowns
        private readonly int _stride;
        private readonly FactorMatrix _rows; // (v, 1, e) of each rating gathered
        private readonly FactorMatrix _weighted; // times w
        private readonly FactorMatrix _matrix;
        private readonly FactorMatrix _room; // three rows

        public Bound(RowProblem problem)
        {
            _problem = problem;
            _rank = problem.Factors.Columns;
            _count = problem.Bias is null ? _rank : _rank + 1;
            _rows = new FactorMatrix(AtOnce, _count + 1);
            _stride = _rows.Stride;
            _weighted = new FactorMatrix(AtOnce, _count + 1);
            _matrix = new FactorMatrix(_stride, _stride);
            _room = new FactorMatrix(3, _stride);
        }

        public override float Product(ReadOnlySpan<float> x, ReadOnlySpan<float> y) => Dot.Of<TSimd>(x, y);

        public override void Respond(int row, ReadOnlySpan<float> column)
        {
            Span<float> factors = _problem.Factors.Row(row)[.._rank];
            Span<float> matrix = SystemOf(row, factors);
            for (int k = 0; k < _count; k++)
                matrix[k * _stride + _count] = k < _rank ? column[k] : 1f;
            factors.Clear();
            _problem.Bias?[row] = 0f;
            Step(row, factors, matrix);
        }

        public override bool Solve(int row)
        {
            if (_problem.Ratings.CountOf(row) == 0)
                return true;
            Span<float> factors = _problem.Factors.Row(row)[.._rank];
            Span<float> matrix = SystemOf(row, factors);
            if (_problem.Descends)
                Descend(row, factors, matrix);
            else
                Step(row, factors, matrix);
            return TensorPrimitives.IsFiniteAll<float>(factors)
                && (_problem.Bias is null || float.IsFinite(_problem.Bias[row]));
        }

        /// <summary>The matrix of the system, and its right side in the column behind.</summary>
        private Span<float> SystemOf(int row, ReadOnlySpan<float> factors)
        {
            Span<float> matrix = All(_matrix, _stride);
            matrix.Clear();
            AddRatings(row, matrix);
            AddPenalty(row, factors, matrix);
            return matrix;
        }

        private void AddRatings(int row, Span<float> matrix)
        {
            ReadOnlySpan<int> others = _problem.Ratings.OthersOf(row);
            ReadOnlySpan<float> values = _problem.Ratings.ValuesOf(row);
            ReadOnlySpan<float> weights = _problem.Ratings.WeightsOf(row);
            for (int first = 0; first < others.Length; first += AtOnce)
            {
                int count = Math.Min(AtOnce, others.Length - first);
                Gather(row, others.Slice(first, count), values.Slice(first, count));
                Span<float> y = All(_rows, count);
                Span<float> x = y;
                if (!weights.IsEmpty)
                {
                    x = All(_weighted, count);
                    for (int k = 0; k < count; k++)
                        TensorPrimitives.Multiply(_rows.Row(k), weights[first + k], _weighted.Row(k));
                }
                RankUpdate.Add<TSimd>(x, y, _stride, _count, matrix, _stride);
            }
        }

        private void Gather(int row, ReadOnlySpan<int> others, ReadOnlySpan<float> values)
        {
            RowProblem problem = _problem;
            ReadOnlySpan<float> u = problem.Factors.Row(row);
            float start = problem.Mean + (problem.Bias is null ? 0f : problem.Bias[row]);
            for (int k = 0; k < others.Length; k++)
            {
                ReadOnlySpan<float> v = problem.Fixed.Read<TSimd>(others[k], 1, _room.Row(2));
                float y = start + (problem.FixedBias is null ? 0f : problem.FixedBias[others[k]]) + Dot.Of<TSimd>(u, v);
                Span<float> z = _rows.Row(k);
                v[.._rank].CopyTo(z);
                if (_count > _rank)
                    z[_rank] = 1f;
                z[_count] = values[k] - y;
            }
        }

        private void AddPenalty(int row, ReadOnlySpan<float> factors, Span<float> matrix)
        {
            float penalty = (float)(_problem.PenaltyWeights[row] * _problem.Lambda * 0.5);
            for (int k = 0; k < _rank; k++)
                AddPenalty(matrix.Slice(k * _stride, _stride), k, penalty, factors[k]);
            if (_problem.Bias is null)
                return;
            penalty = (float)(_problem.PenaltyWeights[row] * _problem.BiasLambda * 0.5);
            AddPenalty(matrix.Slice(_rank * _stride, _stride), _rank, penalty, _problem.Bias[row]);
        }

        private void AddPenalty(Span<float> matrixRow, int k, float penalty, float value)
        {
            matrixRow[k] += penalty;
            matrixRow[_count] -= penalty * value;
        }

        private void Step(int row, Span<float> factors, Span<float> matrix)
        {
            Span<float> step = _room.Row(0);
            Cholesky.Factor<TSimd>(matrix, _stride, _count, _room.Row(1));
            Cholesky.Solve<TSimd>(matrix, _stride, _count, step);
            for (int k = 0; k < _rank; k++)
                factors[k] += step[k];
            if (_problem.Bias is not null)
                _problem.Bias[row] += step[_rank];
        }

        private void Descend(int row, Span<float> factors, Span<float> matrix)
        {
            Span<float> g = _room.Row(0);
            Span<float> x = _room.Row(1)[.._count];
            g.Clear();
            for (int i = 0; i < _count; i++)
            {
                g[i] = matrix[i * _stride + _count];
                for (int j = 0; j < i; j++)
                    matrix[i * _stride + j] = matrix[j * _stride + i];
            }
            factors.CopyTo(x);
            if (_problem.Bias is not null)
                x[_rank] = _problem.Bias[row];
            float threshold = (float)(_problem.PenaltyWeights[row] * _problem.Threshold * 0.5);
            (int sweeps, float least) = _problem.UntilSettled ? (MostSweeps, Settled) : (Sweeps, -1f);
            float moved = float.PositiveInfinity;
            for (
                int sweep = 0;
                sweep < sweeps && moved > least * MathF.Abs(TensorPrimitives.MaxMagnitude<float>(x));
                sweep++
            )
                moved = CoordinateDescent.Sweep<TSimd>(
                    matrix[..(_count * _stride)],
                    g,
                    x,
                    _rank,
                    _problem.NonNegative,
                    threshold
                );
            x[.._rank].CopyTo(factors);
            if (_problem.Bias is not null)
                _problem.Bias[row] = x[_rank];
        }

        private static Span<float> All(FactorMatrix matrix, int rows) =>
            MemoryMarshal.CreateSpan(ref matrix.Origin, rows * matrix.Stride);
    }
}
