using FastMf.Data;
using FastMf.Models;
using FastMf.Penalties;
using FastMf.Trainers;

namespace FastMf.Tests.Reference;

/// <summary>
/// Gradient descent on J by the formulas, in double, squared loss and L2, batches in the order of the ratings: the slow
/// twin of GradientTrainer. All parameters are one list: U row by row, V, a, b.
/// </summary>
internal sealed class PlainDescent
{
    private readonly Ratings _ratings;
    private readonly GradientOptions _options;
    private readonly double _mean;
    private readonly int _users;
    private readonly int _items;
    private readonly int _rank;
    private readonly PlainOptimizer[] _optimizers;

    public PlainDescent(Ratings ratings, FactorModel start, GradientOptions options)
    {
        _ratings = ratings;
        _options = options;
        _rank = start.Rank;
        _users = start.Users.Count;
        _items = start.Items.Count;
        _mean = options.Bias ? start.Info.Mean : 0;
        X = Flat(start);
        _optimizers = [.. X.Select(_ => new PlainOptimizer(options.Optimizer))];
    }

    /// <summary>The parameters now.</summary>
    public double[] X { get; }

    /// <summary>A model's parameters as such a list.</summary>
    public static double[] Flat(FactorModel model) =>
        [
            .. Enumerable.Range(0, model.Users.Count).SelectMany(i => model.UserFactors[i].ToArray()),
            .. Enumerable.Range(0, model.Items.Count).SelectMany(j => model.ItemFactors[j].ToArray()),
            .. model.UserBias.ToArray(),
            .. model.ItemBias.ToArray(),
        ];

    public void Epoch(int epoch)
    {
        double rate = _options.LearningRate;
        if (_options.Schedule == GradientSchedule.InverseTime)
            rate /= 1 + (epoch - 1) / 10.0;
        int m = _ratings.Count;
        foreach (int[] batch in Enumerable.Range(0, m).Chunk(_options.BatchSize ?? m))
        {
            double[] gradient = Gradient(batch);
            for (int p = 0; p < X.Length; p++)
            {
                X[p] = _optimizers[p].Step(X[p], gradient[p], rate);
                if (_options.NonNegative && p < UserBias(0))
                    X[p] = Math.Max(X[p], 0);
            }
        }
    }

    public double Objective()
    {
        int m = _ratings.Count;
        double s = _options.Reduction == Reduction.Mean ? 1.0 / m : 1;
        double sum = 0;
        for (int k = 0; k < m; k++)
            sum += s * Weight(k) * Error(k) * Error(k);
        for (int p = 0; p < X.Length; p++)
            sum += Lambda(p) / 2 * X[p] * X[p];
        return sum;
    }

    private double[] Gradient(int[] batch)
    {
        bool mean = _options.Reduction == Reduction.Mean;
        double share = mean ? 1 : (double)batch.Length / _ratings.Count;
        double[] gradient = [.. X.Select((x, p) => share * Lambda(p) * x)];
        foreach (int k in batch)
        {
            double slope = -2 * Weight(k) * Error(k) / (mean ? batch.Length : 1);
            (int i, int j) = (_ratings.UserRows[k], _ratings.ItemRows[k]);
            for (int c = 0; c < _rank; c++)
            {
                gradient[User(i, c)] += slope * X[Item(j, c)];
                gradient[Item(j, c)] += slope * X[User(i, c)];
            }
            if (!_options.Bias)
                continue;
            gradient[UserBias(i)] += slope;
            gradient[ItemBias(j)] += slope;
        }
        return gradient;
    }

    /// <summary>n^nu lambda of a parameter.</summary>
    private double Lambda(int p)
    {
        L2Penalty factors = (L2Penalty)_options.Penalty;
        L2Penalty biases = _options.BiasPenalty;
        if (p < Item(0, 0))
            return Times(_ratings.UserRows.Count(p / _rank)) * factors.Users;
        if (p < UserBias(0))
            return Times(_ratings.ItemRows.Count((p - Item(0, 0)) / _rank)) * factors.Items;
        return p < ItemBias(0)
            ? Times(_ratings.UserRows.Count(p - UserBias(0))) * biases.Users
            : Times(_ratings.ItemRows.Count(p - ItemBias(0))) * biases.Items;
    }

    private double Times(int n) => n == 0 ? 0 : Math.Pow(n, _options.PenaltyExponent);

    private double Weight(int k) => _ratings.Weights.IsEmpty ? 1 : _ratings.Weights[k];

    private double Error(int k)
    {
        (int i, int j) = (_ratings.UserRows[k], _ratings.ItemRows[k]);
        double y = _mean + (_options.Bias ? X[UserBias(i)] + X[ItemBias(j)] : 0);
        for (int c = 0; c < _rank; c++)
            y += X[User(i, c)] * X[Item(j, c)];
        return _ratings.Values[k] - y;
    }

    private int User(int i, int c) => i * _rank + c;

    private int Item(int j, int c) => (_users + j) * _rank + c;

    private int UserBias(int i) => (_users + _items) * _rank + i;

    private int ItemBias(int j) => UserBias(_users) + j;
}
