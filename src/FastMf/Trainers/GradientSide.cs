using System.Numerics.Tensors;
using FastMf.Data;
using FastMf.Kernels;
using FastMf.Objectives;
using FastMf.Optimizers;
using FastMf.Penalties;
using FastMf.Simd;
using FastMf.Threads;
using FastMf.Training;

namespace FastMf.Trainers;

/// <summary>What a side's gradient and step are made with, the same for all rows of a step.</summary>
/// <param name="Time">The step's number and rate.</param>
/// <param name="DataScale">What a rating's slope is multiplied by: 1, or 1 over the size of the batch.</param>
/// <param name="PenaltyShare">The share of the penalty's gradient that the batch carries.</param>
internal readonly record struct GradientStep(StepTime Time, double DataScale, double PenaltyShare);

/// <summary>
/// The users' (or the items') parameters, which are the model's, their gradients, and what the optimizer keeps for them.
/// </summary>
internal sealed class GradientSide
{
    private const int FloatsAtOnce = 16_384; // of a stretch: parameters, gradients and states stay in the cache

    private readonly FactorMatrix _factors;
    private readonly FactorMatrix _gradients;
    private readonly FactorMatrix[] _states;
    private readonly float[]? _bias;
    private readonly float[] _biasGradients;
    private readonly float[][] _biasStates;
    private readonly double[] _weights; // n^nu
    private readonly PenaltyStrength _penalty;
    private readonly MatrixNorm? _norm; // where the penalty needs it
    private readonly double _biasShrink;
    private readonly int _rowsAtOnce;
    private double _pull; // the norm's lambda over the norm

    /// <param name="factors">The model's; changed by steps.</param>
    /// <param name="bias">The model's; changed by steps; null where biases are off.</param>
    /// <param name="counts">n of each row.</param>
    /// <param name="penalty">The lambdas of the factors.</param>
    /// <param name="biasShrink">lambda of the biases.</param>
    /// <param name="options">The exponent and the optimizer.</param>
    public GradientSide(
        FactorMatrix factors,
        float[]? bias,
        int[] counts,
        PenaltyStrength penalty,
        float biasShrink,
        GradientOptions options
    )
    {
        _factors = factors;
        _bias = bias;
        _weights = PenaltyWeights.OfRows(counts, options.PenaltyExponent);
        _penalty = penalty;
        _norm = penalty.Norm > 0f ? new MatrixNorm(factors) : null;
        _biasShrink = biasShrink;
        _gradients = new FactorMatrix(factors.Rows, factors.Columns);
        _biasGradients = bias is null ? [] : new float[factors.Rows];
        int states = options.Optimizer.StateCount;
        _states = new FactorMatrix[states];
        _biasStates = new float[states][];
        for (int k = 0; k < states; k++)
        {
            _states[k] = new FactorMatrix(factors.Rows, factors.Columns);
            _biasStates[k] = new float[_biasGradients.Length];
        }
        _rowsAtOnce = Math.Max(1, FloatsAtOnce / factors.Stride);
        Stretches = (factors.Rows + _rowsAtOnce - 1) / _rowsAtOnce;
    }

    /// <summary>How many pieces the rows are cut into.</summary>
    public int Stretches { get; }

    /// <summary>The rows of a piece.</summary>
    public (int First, int End) Rows(int stretch) =>
        (stretch * _rowsAtOnce, Math.Min((stretch + 1) * _rowsAtOnce, _factors.Rows));

    /// <summary>Takes the norm of the whole matrix at the present point, where the penalty needs it.</summary>
    public void Measure(WorkerTeam team)
    {
        if (_norm is null)
            return;
        double norm = _norm.Of(team);
        _pull = norm > 0 ? _penalty.Norm / norm : 0; // at the zero matrix the gradient is 0
    }

    /// <summary>
    /// The gradient of a row at the present point: sum of slope * the other side's factors, in the order of the
    /// ratings, and the penalty's share.
    /// </summary>
    /// <param name="row">The row.</param>
    /// <param name="ratings">The positions of its ratings.</param>
    /// <param name="slopes">The slope of each rating, scaled.</param>
    /// <param name="others">The other side's row of each rating.</param>
    /// <param name="other">The other side.</param>
    /// <param name="penaltyShare">The batch's share of the penalty.</param>
    public void Gradient<TSimd>(
        int row,
        ReadOnlySpan<int> ratings,
        float[] slopes,
        int[] others,
        GradientSide other,
        double penaltyShare
    )
        where TSimd : struct, ISimd<TSimd>
    {
        Span<float> gradient = _gradients.Row(row);
        double weight = penaltyShare * _weights[row];
        float shrink = (float)(weight * _penalty.Shrink + penaltyShare * _pull);
        TensorPrimitives.Multiply(_factors.Row(row), shrink, gradient);
        double sum = 0;
        foreach (int k in ratings)
        {
            sum += slopes[k];
            Axpy.Add<TSimd>(slopes[k], other._factors.Row(others[k]), gradient);
        }
        if (_bias is not null)
            _biasGradients[row] = (float)(sum + weight * _biasShrink * _bias[row]);
    }

    /// <summary>Moves a piece's parameters.</summary>
    /// <returns>Whether they are finite.</returns>
    public bool Step(int stretch, Optimizer optimizer, in GradientStep step, bool nonNegative)
    {
        (int first, int end) = Rows(stretch);
        StepTime time = step.Time;
        int count = end - first;
        Span<float> factors = _factors.Span(first, count);
        optimizer.Step(time, factors, _gradients.Span(first, count), State(0, first, count), State(1, first, count));
        if (_penalty.Threshold > 0f)
            Threshold(first, end, optimizer, step);
        if (nonNegative)
            TensorPrimitives.Max(factors, 0f, factors);
        if (_bias is not null)
            optimizer.Step(
                time,
                _bias.AsSpan(first, count),
                _biasGradients.AsSpan(first, count),
                BiasState(0, first, count),
                BiasState(1, first, count)
            );
        return IsFinite(stretch);
    }

    /// <summary>Writes what the optimizer keeps to a checkpoint or takes it from one.</summary>
    public void Exchange(string name, SessionState state)
    {
        for (int k = 0; k < _states.Length; k++)
        {
            state.Exchange($"{name}_moments.{k}", _states[k]);
            state.Exchange($"{name}_bias_moments.{k}", _biasStates[k]);
        }
    }

    /// <summary>Whether a piece's parameters are finite.</summary>
    public bool IsFinite(int stretch)
    {
        (int first, int end) = Rows(stretch);
        return TensorPrimitives.IsFiniteAll<float>(_factors.Span(first, end - first))
            && (_bias is null || TensorPrimitives.IsFiniteAll<float>(_bias.AsSpan(first, end - first)));
    }

    /// <summary>The L1 penalty by soft threshold, with the step that each number has really taken.</summary>
    private void Threshold(int first, int end, Optimizer optimizer, in GradientStep step)
    {
        for (int row = first; row < end; row++)
        {
            if (_weights[row] == 0)
                continue;
            Span<float> thresholds = _gradients.Row(row); // used up by the step
            optimizer.StepSizes(step.Time, State(0, row, 1), thresholds);
            double lambda = step.PenaltyShare * _weights[row] * _penalty.Threshold;
            TensorPrimitives.Multiply(thresholds, (float)lambda, thresholds);
            SoftThreshold.Apply(_factors.Row(row), thresholds);
        }
    }

    private Span<float> State(int state, int first, int count) =>
        state < _states.Length ? _states[state].Span(first, count) : default;

    private Span<float> BiasState(int state, int first, int count) =>
        state < _biasStates.Length ? _biasStates[state].AsSpan(first, count) : default;
}
