using FastMf.Data;
using FastMf.Losses;
using FastMf.Models;
using FastMf.Penalties;
using FastMf.Simd;
using FastMf.Threads;

namespace FastMf.Objectives;

/// <summary>
/// The gradient of J for the rows of one side (here of a user i; the items' is the same with the roles exchanged):
/// dJ/du_i = s * sum over the user's ratings of w slope(r, y) v_j + n_i^nu dpenalty/du_i + lambda u_i / ||U|| (Frobenius),
/// dJ/da_i = s * sum of w slope(r, y) + n_i^nu lambda_a a_i.
/// Each row is summed in double, in the order of the ratings, and rounded once.
/// </summary>
internal sealed class GradientSweep
{
    private const int BlockSize = 256;

    private readonly FactorModel _model;
    private readonly AlignedRatings _ratings;
    private readonly ObjectiveOptions _objective;
    private readonly bool _ofItems;
    private readonly RowGroups _groups;
    private readonly FactorMatrix _own;
    private readonly FactorMatrix _other;
    private readonly double[] _weights; // n^nu
    private readonly PenaltyStrength _penalty;
    private readonly double _scale;
    private double _norm; // of the whole matrix

    public GradientSweep(FactorModel model, AlignedRatings ratings, ObjectiveOptions objective, bool ofItems)
    {
        _model = model;
        _ratings = ratings;
        _objective = objective;
        _ofItems = ofItems;
        int[] counts = ofItems ? ratings.ItemCounts : ratings.UserCounts;
        _groups = new RowGroups(ofItems ? ratings.ItemRows : ratings.UserRows, counts);
        _weights = PenaltyWeights.OfRows(counts, objective.PenaltyExponent);
        _own = ofItems ? model.ItemFactors : model.UserFactors;
        _other = ofItems ? model.UserFactors : model.ItemFactors;
        _penalty = ofItems ? objective.Penalty.ItemStrength : objective.Penalty.UserStrength;
        _scale = ObjectiveEvaluator.Scale(objective, ratings.Count);
        Factors = new FactorMatrix(_own.Rows, _own.Columns);
        Bias = (ofItems ? model.ItemBias : model.UserBias).IsEmpty ? null : new float[_own.Rows];
    }

    /// <summary>The result: dJ/dU (or dJ/dV).</summary>
    public FactorMatrix Factors { get; }

    /// <summary>The result: dJ/da (or dJ/db); null where biases are off.</summary>
    public float[]? Bias { get; }

    /// <summary>Fills the results.</summary>
    /// <exception cref="OperationCanceledException">The token asked to stop.</exception>
    public void Run(WorkerTeam team, int width, CancellationToken cancellationToken)
    {
        Action<int> sweep = SimdWidth.Dispatch<Binding, Action<int>>(new(this), width);
        _norm = _penalty.Norm > 0f ? new MatrixNorm(_own).Of(team) : 0;
        team.ForEach(
            (_own.Rows + BlockSize - 1) / BlockSize,
            block =>
            {
                if (!cancellationToken.IsCancellationRequested)
                    sweep(block);
            }
        );
        cancellationToken.ThrowIfCancellationRequested();
    }

    private void Sweep<TSimd, TLoss>(TLoss loss, int block)
        where TSimd : struct, ISimd<TSimd>
        where TLoss : struct, ILoss
    {
        ReadOnlySpan<int> others = _ofItems ? _ratings.UserRows : _ratings.ItemRows;
        ReadOnlySpan<float> values = _ratings.Values;
        ReadOnlySpan<float> weights = _ratings.Weights;
        double[] sum = new double[_own.Columns];
        for (int row = block * BlockSize; row < Math.Min((block + 1) * BlockSize, _own.Rows); row++)
        {
            double slopes = 0;
            Array.Clear(sum);
            foreach (int k in _groups[row])
            {
                int other = others[k];
                float y = _ofItems ? _model.Predict<TSimd>(other, row) : _model.Predict<TSimd>(row, other);
                double slope = _scale * (weights.IsEmpty ? 1.0 : weights[k]) * loss.Slope(values[k], y);
                slopes += slope;
                if (other >= 0)
                    AddMultiple(slope, _other[other], sum);
            }
            Finish(row, sum, slopes);
        }
    }

    private static void AddMultiple(double factor, ReadOnlySpan<float> x, Span<double> sum)
    {
        for (int k = 0; k < x.Length; k++)
            sum[k] += factor * x[k];
    }

    /// <summary>Adds the penalty's gradient and rounds.</summary>
    private void Finish(int row, ReadOnlySpan<double> sum, double slopes)
    {
        ReadOnlySpan<float> x = _own[row];
        Span<float> gradient = Factors.Row(row);
        for (int k = 0; k < x.Length; k++)
            gradient[k] = (float)(sum[k] + _penalty.Slope(x[k], _weights[row], _norm));
        if (Bias is null)
            return;
        double lambda = _weights[row] * (_ofItems ? _objective.BiasPenalty.Items : _objective.BiasPenalty.Users);
        Bias[row] = (float)(slopes + lambda * (_ofItems ? _model.ItemBias : _model.UserBias)[row]);
    }

    /// <summary>Chooses the register type and the loss, once.</summary>
    private readonly struct Binding(GradientSweep sweep) : ISimdVisitor<Action<int>>
    {
        public Action<int> Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd> =>
            sweep._objective.Loss.Bind<LossBinding<TSimd>, Action<int>>(new(sweep));
    }

    private readonly struct LossBinding<TSimd>(GradientSweep sweep) : ILossVisitor<Action<int>>
        where TSimd : struct, ISimd<TSimd>
    {
        public Action<int> Visit<TLoss>(TLoss loss)
            where TLoss : struct, ILoss
        {
            GradientSweep bound = sweep;
            return block => bound.Sweep<TSimd, TLoss>(loss, block);
        }
    }
}
