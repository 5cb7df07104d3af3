using FastMf.Data;
using FastMf.Losses;
using FastMf.Models;
using FastMf.Simd;
using FastMf.Threads;

namespace FastMf.Objectives;

/// <summary>
/// The J of <see cref="PairwiseFeedback"/> of one model on the same ratings again and again. The item drawn for a
/// positive is a function of the two rows alone, so that J does not depend on the order of the ratings, the seed of a fit
/// or the epoch. Sums run in double over fixed blocks of users in their order: a result depends neither on the number of
/// threads nor on the vector width.
/// </summary>
internal sealed class PairwiseObjectiveEvaluator : IObjectiveEvaluator
{
    private const int BlockSize = 256;
    private const ulong Seed = 0x9E3779B97F4A7C15; // of the draws; any will do, but always the same

    private readonly FactorModel _model;
    private readonly ObjectiveOptions _objective;
    private readonly WorkerTeam _team;
    private readonly SparseMatrix _positives; // that the model knows, by user
    private readonly int[] _others; // the item drawn for each positive; -1 where there is none
    private readonly double[] _itemPenalties;
    private readonly double _unknown; // what positives with an unknown user or item cost: ln 2 each
    private readonly Action<int> _penaltyBlock;
    private readonly Action<int> _block;
    private readonly (double Data, double Penalty)[] _sums;
    private CancellationToken _cancellationToken;

    /// <param name="model">The model; may change between calls, not within one.</param>
    /// <param name="ratings">The ratings. Positives whose user or item the model lacks are a toss: x is 0, without a penalty.</param>
    /// <param name="objective">J.</param>
    /// <param name="team">Who computes; stays the caller's.</param>
    /// <param name="width">The vector width; the results do not depend on it.</param>
    public PairwiseObjectiveEvaluator(
        FactorModel model,
        Ratings ratings,
        ObjectiveOptions objective,
        WorkerTeam team,
        int? width = null
    )
    {
        _model = model;
        _objective = objective;
        _team = team;
        PairwiseFeedback feedback = objective.Pairwise!;
        Ratings known = ratings.AlignTo(model.Users, model.Items);
        _positives = feedback.Positives(SparseMatrix.FromRatings(known, team));
        AlignedRatings aligned = new(model, ratings);
        int unknown = 0;
        for (int k = 0; k < aligned.Count; k++)
            unknown +=
                (aligned.UserRows[k] | aligned.ItemRows[k]) < 0 && aligned.Values[k] >= feedback.Positive ? 1 : 0;
        _unknown = unknown * Sigmoid.CrossEntropy(true, 0);
        _others = new int[_positives.Count];
        Draw(PenaltyWeights.Occurring(aligned.ItemCounts), feedback.Negatives);
        _itemPenalties = new double[model.Items.Count];
        _penaltyBlock = ItemPenalties;
        _block = SimdWidth.Dispatch<Binding, Action<int>>(new(this), width ?? SimdWidth.Current);
        _sums = new (double, double)[BlocksOf(_positives.RowCount)];
    }

    /// <inheritdoc/>
    public ObjectiveValue Evaluate(CancellationToken cancellationToken = default)
    {
        _cancellationToken = cancellationToken;
        _team.ForEach(BlocksOf(_itemPenalties.Length), _penaltyBlock);
        _team.ForEach(_sums.Length, _block);
        cancellationToken.ThrowIfCancellationRequested();
        double data = _unknown;
        double penalty = 0;
        foreach ((double ofData, double ofPenalty) in _sums)
        {
            data += ofData;
            penalty += ofPenalty;
        }
        return new(data, penalty, double.NaN, _positives.Count);
    }

    private static int BlocksOf(int rows) => (rows + BlockSize - 1) / BlockSize;

    private void Draw(int[] candidates, Negatives negatives)
    {
        long[] upTo = [];
        if (negatives == Negatives.Popularity)
        {
            upTo = new long[candidates.Length];
            ItemPool.SumUp(candidates, _positives.ColumnCounts(), upTo);
        }
        _team.ForEach(
            BlocksOf(_positives.RowCount),
            block =>
            {
                ItemPool pool = new(candidates, upTo);
                for (
                    int user = block * BlockSize;
                    user < Math.Min((block + 1) * BlockSize, _positives.RowCount);
                    user++
                )
                {
                    ReadOnlySpan<int> items = _positives.ColumnsOf(user);
                    int first = _positives.StartOf(user);
                    for (int k = 0; k < items.Length; k++)
                        pool.TryDraw(items, Seed, (ulong)user, (ulong)items[k], out _others[first + k]);
                }
            }
        );
    }

    private void ItemPenalties(int block)
    {
        ReadOnlySpan<float> bias = _model.ItemBias;
        double half = 0.5 * _objective.BiasPenalty.Items;
        for (int item = block * BlockSize; item < Math.Min((block + 1) * BlockSize, _itemPenalties.Length); item++)
        {
            double ofBias = bias.IsEmpty ? 0 : half * bias[item] * bias[item];
            _itemPenalties[item] = _objective.Penalty.ItemValue(_model.ItemFactors.Values(item)) + ofBias;
        }
    }

    private void Block<TSimd>(int block)
        where TSimd : struct, ISimd<TSimd>
    {
        if (_cancellationToken.IsCancellationRequested)
            return;
        double data = 0;
        double penalty = 0;
        for (int user = block * BlockSize; user < Math.Min((block + 1) * BlockSize, _positives.RowCount); user++)
        {
            ReadOnlySpan<int> items = _positives.ColumnsOf(user);
            int first = _positives.StartOf(user);
            double ofUser = _objective.Penalty.UserValue(_model.UserFactors.Values(user));
            for (int k = 0; k < items.Length; k++)
            {
                int other = _others[first + k];
                if (other < 0)
                    continue;
                double x = (double)_model.Predict<TSimd>(user, items[k]) - _model.Predict<TSimd>(user, other);
                data += Sigmoid.CrossEntropy(true, x);
                penalty += ofUser + _itemPenalties[items[k]] + _itemPenalties[other];
            }
        }
        _sums[block] = (data, penalty);
    }

    private readonly struct Binding(PairwiseObjectiveEvaluator evaluator) : ISimdVisitor<Action<int>>
    {
        public Action<int> Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd> => evaluator.Block<TSimd>;
    }
}
