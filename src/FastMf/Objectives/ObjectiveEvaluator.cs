using FastMf.Data;
using FastMf.Losses;
using FastMf.Models;
using FastMf.Penalties;
using FastMf.Simd;
using FastMf.Threads;

namespace FastMf.Objectives;

/// <summary>
/// J of one model on the same ratings again and again, while the model's numbers change between calls; what is
/// needed is allocated once. y is the float that <see cref="FactorModel.Predict(int, int)"/> gives; all sums are in
/// double, one after the other within blocks of 4,096 ratings or rows, and block after block: the bits depend
/// neither on the number of threads nor on the vector width.
/// </summary>
internal sealed class ObjectiveEvaluator : IObjectiveEvaluator
{
    private const int BlockSize = 4096;

    private readonly FactorModel _model;
    private readonly ObjectiveOptions _objective;
    private readonly WorkerTeam _team;
    private readonly AlignedRatings _ratings;
    private readonly double[] _userWeights; // n_i^nu
    private readonly double[] _itemWeights;
    private readonly MatrixNorm? _userNorm; // where a penalty needs it
    private readonly MatrixNorm? _itemNorm;
    private readonly Action<int> _dataBlock;
    private readonly Action<int> _block;
    private readonly int _dataBlocks;
    private readonly int _userBlocks;
    private readonly double[] _sums; // of each block: the weighted losses, or the penalties
    private readonly double[] _squares;
    private CancellationToken _cancellationToken;

    /// <param name="model">The model; may change between calls, not within one.</param>
    /// <param name="ratings">The ratings; users and items the model lacks get the fall-back prediction and no penalty.</param>
    /// <param name="objective">J.</param>
    /// <param name="team">Who computes; stays the caller's.</param>
    /// <param name="width">The vector width; the results do not depend on it.</param>
    /// <exception cref="ArgumentException">The objective is not one.</exception>
    public ObjectiveEvaluator(
        FactorModel model,
        Ratings ratings,
        ObjectiveOptions objective,
        WorkerTeam team,
        int? width = null
    )
    {
        CheckObjective(objective);
        CheckRatings(objective, ratings);
        _model = model;
        _objective = objective;
        _team = team;
        _ratings = new AlignedRatings(model, ratings);
        _userWeights = PenaltyWeights.OfRows(_ratings.UserCounts, objective.PenaltyExponent);
        _itemWeights = PenaltyWeights.OfRows(_ratings.ItemCounts, objective.PenaltyExponent);
        _userNorm = objective.Penalty.UserStrength.Norm > 0f ? new MatrixNorm(model.UserFactors) : null;
        _itemNorm = objective.Penalty.ItemStrength.Norm > 0f ? new MatrixNorm(model.ItemFactors) : null;
        _dataBlock = SimdWidth.Dispatch<Binding, Action<int>>(new(this), width ?? SimdWidth.Current);
        _block = Block;
        _dataBlocks = BlocksOf(ratings.Count);
        _userBlocks = BlocksOf(_userWeights.Length);
        _sums = new double[_dataBlocks + _userBlocks + BlocksOf(_itemWeights.Length)];
        _squares = new double[_dataBlocks];
    }

    /// <summary>J now. Allocates nothing.</summary>
    /// <exception cref="OperationCanceledException">The token asked to stop.</exception>
    public ObjectiveValue Evaluate(CancellationToken cancellationToken = default)
    {
        _cancellationToken = cancellationToken;
        _team.ForEach(_sums.Length, _block);
        cancellationToken.ThrowIfCancellationRequested();
        int m = _ratings.Count;
        return new(
            Scale(_objective, m) * Sum(_sums.AsSpan(0, _dataBlocks)),
            Sum(_sums.AsSpan(_dataBlocks)) + Norms(),
            Sum(_squares),
            m
        );
    }

    /// <summary>Refuses what is no objective.</summary>
    internal static void CheckObjective(ObjectiveOptions objective)
    {
        ArgumentNullException.ThrowIfNull(objective);
        if (objective.PenaltyExponent is not (>= 0f and <= 1f))
            throw new ArgumentException(
                FormattableString.Invariant($"The penalty exponent is {objective.PenaltyExponent}; expected 0 to 1."),
                nameof(objective)
            );
        if (objective.Implicit?.Objection() is var (name, value, expected))
            throw new ArgumentException(
                FormattableString.Invariant($"{name} is {value}; expected {expected}."),
                nameof(objective)
            );
        if (objective.Pairwise?.Objection() is var (what, found, wanted))
            throw new ArgumentException(
                FormattableString.Invariant($"{what} is {found}; expected {wanted}."),
                nameof(objective)
            );
        if (objective.Pairwise is not null && (objective.Implicit is not null || objective.Penalty.HasNorm))
            throw new ArgumentException("Pairs have no other objective beside, and no norms.", nameof(objective));
        if (objective.Implicit is not null && objective is not { Loss: SquaredLoss, Penalty: L2Penalty })
            throw new ArgumentException("Implicit feedback knows the squared loss and L2 only.", nameof(objective));
    }

    /// <summary>Refuses an objective whose gradient is not among those computed here.</summary>
    internal static void CheckHasGradient(ObjectiveOptions objective)
    {
        if (objective.IsForRanking)
            throw new ArgumentException(
                "The gradient is computed for objectives of ratings, not of implicit feedback or pairs.",
                nameof(objective)
            );
    }

    /// <summary>Refuses ratings that the loss is not defined for.</summary>
    internal static void CheckRatings(ObjectiveOptions objective, Ratings ratings)
    {
        if (objective.Loss.Objection(ratings.Values) is { } why)
            throw new ArgumentException($"Loss: {why}", nameof(ratings));
        if (objective.Implicit?.Objection(ratings) is { } whyNot)
            throw new ArgumentException($"Implicit feedback: {whyNot}", nameof(ratings));
        if (objective.Pairwise is not null && PairwiseFeedback.Objection(ratings) is { } whyNoPairs)
            throw new ArgumentException($"Pairwise ranking: {whyNoPairs}", nameof(ratings));
    }

    /// <summary>s, for m ratings.</summary>
    internal static double Scale(ObjectiveOptions objective, int m) =>
        objective.Reduction == Reduction.Mean && m > 0 ? 1.0 / m : 1.0;

    private static int BlocksOf(int count) => (int)(((long)count + BlockSize - 1) / BlockSize);

    private static double Sum(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
            sum += value;
        return sum;
    }

    private double Norms() =>
        (_userNorm is null ? 0 : _objective.Penalty.UserStrength.Norm * _userNorm.Of(_team))
        + (_itemNorm is null ? 0 : _objective.Penalty.ItemStrength.Norm * _itemNorm.Of(_team));

    private void Block(int block)
    {
        if (_cancellationToken.IsCancellationRequested)
            return;
        if (block < _dataBlocks)
            _dataBlock(block);
        else if (block < _dataBlocks + _userBlocks)
            _sums[block] = Penalties(ofItems: false, (block - _dataBlocks) * BlockSize);
        else
            _sums[block] = Penalties(ofItems: true, (block - _dataBlocks - _userBlocks) * BlockSize);
    }

    private double Penalties(bool ofItems, int first)
    {
        Penalty penalty = _objective.Penalty;
        double[] weights = ofItems ? _itemWeights : _userWeights;
        FactorMatrix factors = ofItems ? _model.ItemFactors : _model.UserFactors;
        ReadOnlySpan<float> bias = ofItems ? _model.ItemBias : _model.UserBias;
        double lambda = ofItems ? _objective.BiasPenalty.Items : _objective.BiasPenalty.Users;
        double sum = 0;
        for (int i = first; i < Math.Min(first + BlockSize, weights.Length); i++)
        {
            ReadOnlySpan<float> row = factors.Values(i);
            double ofBias = bias.IsEmpty ? 0 : 0.5 * lambda * bias[i] * bias[i];
            sum += weights[i] * ((ofItems ? penalty.ItemValue(row) : penalty.UserValue(row)) + ofBias);
        }
        return sum;
    }

    private void Losses<TSimd, TLoss>(TLoss loss, int block)
        where TSimd : struct, ISimd<TSimd>
        where TLoss : struct, ILoss
    {
        ReadOnlySpan<int> users = _ratings.UserRows;
        ReadOnlySpan<int> items = _ratings.ItemRows;
        ReadOnlySpan<float> values = _ratings.Values;
        ReadOnlySpan<float> weights = _ratings.Weights;
        int first = block * BlockSize;
        double cost = 0;
        double squares = 0;
        for (int k = first; k < Math.Min(first + BlockSize, values.Length); k++)
        {
            double y = _model.Predict<TSimd>(users[k], items[k]);
            double error = values[k] - y;
            squares += error * error;
            cost += (weights.IsEmpty ? 1.0 : weights[k]) * loss.Value(values[k], y);
        }
        _sums[block] = cost;
        _squares[block] = squares;
    }

    /// <summary>Chooses the register type and the loss, once.</summary>
    private readonly struct Binding(ObjectiveEvaluator evaluator) : ISimdVisitor<Action<int>>
    {
        public Action<int> Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd> =>
            evaluator._objective.Loss.Bind<LossBinding<TSimd>, Action<int>>(new(evaluator));
    }

    private readonly struct LossBinding<TSimd>(ObjectiveEvaluator evaluator) : ILossVisitor<Action<int>>
        where TSimd : struct, ISimd<TSimd>
    {
        public Action<int> Visit<TLoss>(TLoss loss)
            where TLoss : struct, ILoss
        {
            ObjectiveEvaluator bound = evaluator;
            return block => bound.Losses<TSimd, TLoss>(loss, block);
        }
    }
}
