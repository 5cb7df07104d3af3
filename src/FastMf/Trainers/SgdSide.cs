using System.Numerics.Tensors;
using FastMf.Data;
using FastMf.Kernels;
using FastMf.Objectives;
using FastMf.Penalties;
using FastMf.Threads;
using FastMf.Training;

namespace FastMf.Trainers;

/// <summary>The users' or the items' parameters during a fit, in the order of the grid's strips.</summary>
internal sealed class SgdSide
{
    private const int RowsAtOnce = 1024;

    private readonly RowStrips _strips;
    private readonly FactorMatrix _modelFactors;
    private readonly float[]? _modelBias;
    private readonly FactorMatrix _factors;
    private readonly SgdRow[] _rows;
    private readonly float[] _thresholds; // of each row's share of the L1 penalty; empty where neither side has one
    private readonly bool[] _finite; // of each stretch of rows
    private readonly Action<int> _storeStretch;

    /// <summary>Takes the parameters from a model's side.</summary>
    public SgdSide(
        RowStrips strips,
        FactorMatrix modelFactors,
        float[]? modelBias,
        int[] counts,
        float exponent,
        PenaltyStrength penalty,
        float biasShrink,
        bool sparse,
        StepSizes steps,
        WorkerTeam team
    )
    {
        _strips = strips;
        _modelFactors = modelFactors;
        _modelBias = modelBias;
        _factors = new FactorMatrix(strips.Count, modelFactors.Columns);
        _rows = new SgdRow[strips.Count];
        _thresholds = new float[sparse ? strips.Count : 0];
        _finite = new bool[(strips.Count + RowsAtOnce - 1) / RowsAtOnce];
        _storeStretch = StoreStretch;
        team.ForEach(
            _finite.Length,
            stretch =>
            {
                for (int i = stretch * RowsAtOnce; i < Math.Min((stretch + 1) * RowsAtOnce, _rows.Length); i++)
                {
                    LoadRow(i);
                    float share = (float)PenaltyWeights.OfRating(counts[strips.Rows[i]], exponent);
                    _rows[i].Shrink = Math.Min(penalty.Shrink * share, steps.MaxShrink);
                    if (sparse)
                        _thresholds[i] = penalty.Threshold * share;
                    _rows[i].BiasShrink = biasShrink * share;
                    _rows[i].Accumulator = steps.Accumulator;
                }
            }
        );
    }

    /// <summary>A strip's rows.</summary>
    public SgdStrip Strip(int strip)
    {
        int start = _strips.Start(strip);
        int length = _strips.Length(strip);
        return new(
            _factors.Row(start),
            _rows.AsSpan(start, length),
            _thresholds.Length == 0 ? default : _thresholds.AsSpan(start, length),
            _factors.Stride
        );
    }

    /// <summary>Puts the parameters into the model's side; false where one is not finite. Allocates nothing.</summary>
    public bool Store(WorkerTeam team)
    {
        team.ForEach(_finite.Length, _storeStretch);
        return !_finite.Contains(false);
    }

    /// <summary>Takes accumulators, in the order of the model's rows, and where they are new the model's numbers, too.</summary>
    public void Exchange(string name, SessionState state)
    {
        float[] accumulators = new float[_modelFactors.Rows];
        for (int i = 0; i < _rows.Length; i++)
            accumulators[_strips.Rows[i]] = _rows[i].Accumulator;
        state.Exchange(name, accumulators);
        for (int i = 0; i < _rows.Length && state.IsRestoring; i++)
        {
            _rows[i].Accumulator = accumulators[_strips.Rows[i]];
            LoadRow(i);
        }
    }

    private void LoadRow(int i)
    {
        int row = _strips.Rows[i];
        _modelFactors.Row(row).CopyTo(_factors.Row(i));
        _rows[i].Bias = _modelBias is null ? 0f : _modelBias[row];
    }

    private void StoreStretch(int stretch)
    {
        bool finite = true;
        for (int i = stretch * RowsAtOnce; i < Math.Min((stretch + 1) * RowsAtOnce, _rows.Length); i++)
        {
            int row = _strips.Rows[i];
            Span<float> factors = _factors.Row(i);
            factors.CopyTo(_modelFactors.Row(row));
            if (_modelBias is not null)
                _modelBias[row] = _rows[i].Bias;
            finite &= TensorPrimitives.IsFiniteAll<float>(factors) && float.IsFinite(_rows[i].Bias);
        }
        _finite[stretch] = finite;
    }
}
