using FastMf.Data;
using FastMf.Losses;
using FastMf.Models;
using FastMf.Trainers;

namespace FastMf.Tests.Reference;

/// <summary>
/// Gradient descent on J by the formulas, in double, squared or logistic loss, any penalty, batches in the order of the ratings: the slow
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
    private readonly PlainPenalty _ofUsers;
    private readonly PlainPenalty _ofItems;

    public PlainDescent(Ratings ratings, FactorModel start, GradientOptions options)
    {
        _ratings = ratings;
        _options = options;
        _rank = start.Rank;
        _users = start.Users.Count;
        _items = start.Items.Count;
        _mean = options.Bias ? start.Info.Mean : 0;
        _ofUsers = new PlainPenalty(options.Penalty, ofItems: false);
        _ofItems = new PlainPenalty(options.Penalty, ofItems: true);
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
            double share = _options.Reduction == Reduction.Mean ? 1 : (double)batch.Length / m;
            double[] gradient = Gradient(batch, share);
            for (int p = 0; p < X.Length; p++)
            {
                X[p] = _optimizers[p].Step(X[p], gradient[p], rate);
                double l1 = share * Times(Count(p)) * L1(p);
                if (l1 > 0)
                    X[p] = PlainPenalty.Soft(X[p], _optimizers[p].StepSize(rate) * l1);
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
            sum += s * Weight(k) * Loss(_ratings.Values[k], Prediction(k));
        sum += _ofUsers.Value(Rows(0, _users), i => Times(Count(User(i, 0))));
        sum += _ofItems.Value(Rows(_users, _items), j => Times(Count(Item(j, 0))));
        for (int p = UserBias(0); p < X.Length; p++)
            sum += Times(Count(p)) * BiasLambda(p) / 2 * X[p] * X[p];
        return sum;
    }

    private double[] Gradient(int[] batch, double share)
    {
        double userNorm = PlainPenalty.Norm(Rows(0, _users));
        double itemNorm = PlainPenalty.Norm(Rows(_users, _items));
        double[] gradient =
        [
            .. X.Select(
                (x, p) =>
                    share
                    * (
                        p < Item(0, 0) ? _ofUsers.Smooth(x, Times(Count(p)), userNorm)
                        : p < UserBias(0) ? _ofItems.Smooth(x, Times(Count(p)), itemNorm)
                        : Times(Count(p)) * BiasLambda(p) * x
                    )
            ),
        ];
        foreach (int k in batch)
        {
            double slope = Weight(k) * Slope(_ratings.Values[k], Prediction(k));
            if (_options.Reduction == Reduction.Mean)
                slope /= batch.Length;
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

    /// <summary>How many ratings a parameter's row has.</summary>
    private int Count(int p) =>
        p < Item(0, 0) ? _ratings.UserRows.Count(p / _rank)
        : p < UserBias(0) ? _ratings.ItemRows.Count((p - Item(0, 0)) / _rank)
        : p < ItemBias(0) ? _ratings.UserRows.Count(p - UserBias(0))
        : _ratings.ItemRows.Count(p - ItemBias(0));

    private double L1(int p) =>
        p < Item(0, 0) ? _ofUsers.L1
        : p < UserBias(0) ? _ofItems.L1
        : 0;

    private double BiasLambda(int p) => p < ItemBias(0) ? _options.BiasPenalty.Users : _options.BiasPenalty.Items;

    /// <summary>Rows of factors, users first, then items.</summary>
    private double[][] Rows(int first, int count) => [.. X.Take(UserBias(0)).Chunk(_rank).Skip(first).Take(count)];

    private double Times(int n) => n == 0 ? 0 : Math.Pow(n, _options.PenaltyExponent);

    private double Weight(int k) => _ratings.Weights.IsEmpty ? 1 : _ratings.Weights[k];

    private double Loss(double r, double y) =>
        _options.Loss is LogisticLoss ? Math.Log(1 + Math.Exp(y)) - r * y : (r - y) * (r - y);

    private double Slope(double r, double y) =>
        _options.Loss is LogisticLoss ? 1 / (1 + Math.Exp(-y)) - r : -2 * (r - y);

    private double Prediction(int k)
    {
        (int i, int j) = (_ratings.UserRows[k], _ratings.ItemRows[k]);
        double y = _mean + (_options.Bias ? X[UserBias(i)] + X[ItemBias(j)] : 0);
        for (int c = 0; c < _rank; c++)
            y += X[User(i, c)] * X[Item(j, c)];
        return y;
    }

    private int User(int i, int c) => i * _rank + c;

    private int Item(int j, int c) => (_users + j) * _rank + c;

    private int UserBias(int i) => (_users + _items) * _rank + i;

    private int ItemBias(int j) => UserBias(_users) + j;
}
