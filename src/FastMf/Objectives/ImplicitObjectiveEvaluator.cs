using FastMf.Data;
using FastMf.Kernels;
using FastMf.Models;
using FastMf.Penalties;
using FastMf.Threads;

namespace FastMf.Objectives;

/// <summary>
/// The J of <see cref="ImplicitFeedback"/> of one model on the same ratings again and again. The part of all pairs is
/// alpha0 sum_kl (W'W)_kl (H'H)_kl: no pair is visited for it. Scores and sums are doubles, since of a good fit's data cost little
/// is left of large sums; they run over fixed blocks of 256 rows in their order, so a result does not depend on the number of threads.
/// </summary>
internal sealed class ImplicitObjectiveEvaluator : IObjectiveEvaluator
{
    private const int BlockSize = 256;

    private readonly FactorModel _model;
    private readonly ImplicitFeedback _feedback;
    private readonly Penalty _penalty;
    private readonly WorkerTeam _team;
    private readonly SparseMatrix _confidences; // of the positives that the model knows, by user
    private readonly double[] _userWeights; // (n_u + alpha0 |I|)^nu
    private readonly double[] _itemWeights;
    private readonly double _unknown; // what positives with an unknown user or item cost: there y is 0
    private readonly int _count;
    private readonly ExactGram _users;
    private readonly ExactGram _items;
    private readonly Action<int> _block;
    private readonly (double Data, double Penalty, double Squares)[] _sums;
    private CancellationToken _cancellationToken;

    /// <param name="model">The model; may change between calls, not within one.</param>
    /// <param name="ratings">The ratings; users and items that the model lacks are predicted 0 and carry no penalty.</param>
    /// <param name="objective">J.</param>
    /// <param name="team">Who computes; stays the caller's.</param>
    public ImplicitObjectiveEvaluator(FactorModel model, Ratings ratings, ObjectiveOptions objective, WorkerTeam team)
    {
        _model = model;
        _feedback = objective.Implicit!;
        _penalty = objective.Penalty;
        _team = team;
        Ratings known = ratings.AlignTo(model.Users, model.Items);
        _confidences = _feedback.Confidences(SparseMatrix.FromRatings(known, team));
        (_unknown, int unknown) = Unknown(new AlignedRatings(model, ratings));
        _count = _confidences.Count + unknown;
        int[] itemCounts = new int[model.Items.Count];
        for (int user = 0; user < _confidences.RowCount; user++)
        {
            foreach (int item in _confidences.ColumnsOf(user))
                itemCounts[item]++;
        }
        float nu = objective.PenaltyExponent;
        _userWeights = new double[model.Users.Count];
        for (int user = 0; user < _userWeights.Length; user++)
            _userWeights[user] = _feedback.PenaltyWeight(_confidences.CountOf(user), model.Items.Count, nu);
        _itemWeights = new double[model.Items.Count];
        for (int item = 0; item < _itemWeights.Length; item++)
            _itemWeights[item] = _feedback.PenaltyWeight(itemCounts[item], model.Users.Count, nu);
        _users = new ExactGram(model.UserFactors, team);
        _items = new ExactGram(model.ItemFactors, team);
        _block = Block;
        _sums = new (double, double, double)[BlocksOf(_userWeights.Length) + BlocksOf(_itemWeights.Length)];
    }

    /// <inheritdoc/>
    public ObjectiveValue Evaluate(CancellationToken cancellationToken = default)
    {
        _cancellationToken = cancellationToken;
        _users.Compute();
        _items.Compute();
        _team.ForEach(_sums.Length, _block);
        cancellationToken.ThrowIfCancellationRequested();
        double data = _unknown + _feedback.Alpha0 * ExactGram.Inner(_users, _items);
        double penalty = 0;
        double squares = 0;
        foreach ((double ofData, double ofPenalty, double ofSquares) in _sums)
        {
            data += ofData;
            penalty += ofPenalty;
            squares += ofSquares;
        }
        return new(data, penalty, squares, _count);
    }

    private static int BlocksOf(int rows) => (rows + BlockSize - 1) / BlockSize;

    private (double Cost, int Count) Unknown(AlignedRatings ratings)
    {
        double cost = 0;
        int count = 0;
        for (int k = 0; k < ratings.Count; k++)
        {
            if ((ratings.UserRows[k] | ratings.ItemRows[k]) >= 0)
                continue;
            if (!_feedback.TryConfidence(ratings.Values[k], out float confidence))
                continue;
            cost += confidence;
            count++;
        }
        return (cost, count);
    }

    private void Block(int block)
    {
        if (_cancellationToken.IsCancellationRequested)
            return;
        int userBlocks = BlocksOf(_userWeights.Length);
        _sums[block] = block < userBlocks ? Users(block * BlockSize) : Items((block - userBlocks) * BlockSize);
    }

    private (double, double, double) Users(int first)
    {
        double data = 0;
        double penalty = 0;
        double squares = 0;
        float discount = _feedback.Discount;
        for (int user = first; user < Math.Min(first + BlockSize, _userWeights.Length); user++)
        {
            ReadOnlySpan<int> items = _confidences.ColumnsOf(user);
            ReadOnlySpan<float> confidences = _confidences.ValuesOf(user);
            for (int k = 0; k < items.Length; k++)
            {
                double y = Sum.OfProducts(_model.UserFactors.Row(user), _model.ItemFactors.Row(items[k]));
                double square = (1 - y) * (1 - y);
                squares += square;
                data += confidences[k] * square - discount * y * y;
            }
            penalty += 2 * _userWeights[user] * _penalty.UserValue(_model.UserFactors.Values(user));
        }
        return (data, penalty, squares);
    }

    private (double, double, double) Items(int first)
    {
        double penalty = 0;
        for (int item = first; item < Math.Min(first + BlockSize, _itemWeights.Length); item++)
            penalty += 2 * _itemWeights[item] * _penalty.ItemValue(_model.ItemFactors.Values(item));
        return (0, penalty, 0);
    }
}
