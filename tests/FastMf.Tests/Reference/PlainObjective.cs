using FastMf.Models;
using FastMf.Penalties;
using FastMf.Tests.Laws;

namespace FastMf.Tests.Reference;

/// <summary>
/// J and its gradient as on paper, in double, squared loss, any penalty: the slow twin of FastMf.Objectives. Not to be
/// made faster.
/// </summary>
internal sealed class PlainObjective
{
    private readonly Problem _problem;
    private readonly double[][] _u;
    private readonly double[][] _v;
    private readonly double[] _a;
    private readonly double[] _b;
    private readonly double _mu;

    public PlainObjective(Problem problem)
    {
        _problem = problem;
        FactorModel model = problem.Model;
        _u = [.. Enumerable.Range(0, model.Users.Count).Select(i => Wide(model.UserFactors[i]))];
        _v = [.. Enumerable.Range(0, model.Items.Count).Select(j => Wide(model.ItemFactors[j]))];
        _a = model.UserBias.IsEmpty ? new double[_u.Length] : Wide(model.UserBias);
        _b = model.ItemBias.IsEmpty ? new double[_v.Length] : Wide(model.ItemBias);
        _mu = problem.Mu;
    }

    private PlainObjective(PlainObjective point, double step, PlainGradient gradient)
    {
        _problem = point._problem;
        _mu = point._mu;
        _u = [.. point._u.Select((u, i) => Moved(u, step, gradient.U[i]))];
        _v = [.. point._v.Select((v, j) => Moved(v, step, gradient.V[j]))];
        bool biases = !_problem.Model.UserBias.IsEmpty;
        _a = biases ? Moved(point._a, step, gradient.A) : point._a;
        _b = biases ? Moved(point._b, step, gradient.B) : point._b;
    }

    public double DataCost()
    {
        double sum = 0;
        for (int k = 0; k < _problem.Ratings.Count; k++)
        {
            double error = Error(k);
            sum += Weight(k) * error * error;
        }
        return Scale * sum;
    }

    public double Penalty()
    {
        L2Penalty biasLambda = _problem.Objective.BiasPenalty;
        double sum = OfUsers.Value(_u, UserWeight) + OfItems.Value(_v, ItemWeight);
        for (int i = 0; i < _u.Length; i++)
            sum += UserWeight(i) * biasLambda.Users / 2.0 * _a[i] * _a[i];
        for (int j = 0; j < _v.Length; j++)
            sum += ItemWeight(j) * biasLambda.Items / 2.0 * _b[j] * _b[j];
        return sum;
    }

    /// <summary>A gradient of this shape, all zeros.</summary>
    public PlainGradient Zero() => new(_u, _v);

    public PlainGradient Gradient()
    {
        PlainGradient g = new(_u, _v);
        L2Penalty biasLambda = _problem.Objective.BiasPenalty;
        for (int k = 0; k < _problem.Ratings.Count; k++)
        {
            int i = _problem.Ratings.UserRows[k];
            int j = _problem.Ratings.ItemRows[k];
            g.AddRating(i, j, -2 * Scale * Weight(k) * Error(k), _u[i], _v[j]);
        }
        double userNorm = PlainPenalty.Norm(_u);
        double itemNorm = PlainPenalty.Norm(_v);
        for (int i = 0; i < _u.Length; i++)
            g.AddUserPenalty(
                i,
                x => OfUsers.Slope(x, UserWeight(i), userNorm),
                _u[i],
                UserWeight(i) * biasLambda.Users * _a[i]
            );
        for (int j = 0; j < _v.Length; j++)
            g.AddItemPenalty(
                j,
                x => OfItems.Slope(x, ItemWeight(j), itemNorm),
                _v[j],
                ItemWeight(j) * biasLambda.Items * _b[j]
            );
        return g;
    }

    /// <summary>
    /// What one epoch of per-rating gradient descent adds up when all its gradients are taken here: each rating brings
    /// its own slope and n^(nu-1) of the penalties of its user and its item. L2 alone.
    /// </summary>
    public PlainGradient SumOfRatingGradients()
    {
        PlainGradient g = new(_u, _v);
        L2Penalty biasLambda = _problem.Objective.BiasPenalty;
        for (int k = 0; k < _problem.Ratings.Count; k++)
        {
            int i = _problem.Ratings.UserRows[k];
            int j = _problem.Ratings.ItemRows[k];
            double userShare = Math.Pow(UserCount(i), _problem.Objective.PenaltyExponent - 1.0);
            double itemShare = Math.Pow(ItemCount(j), _problem.Objective.PenaltyExponent - 1.0);
            g.AddRating(i, j, -2 * Weight(k) * Error(k), _u[i], _v[j]);
            g.AddUserPenalty(i, x => OfUsers.Slope(x, userShare, 0), _u[i], userShare * biasLambda.Users * _a[i]);
            g.AddItemPenalty(j, x => OfItems.Slope(x, itemShare, 0), _v[j], itemShare * biasLambda.Items * _b[j]);
        }
        return g;
    }

    /// <summary>The point x - step * gradient.</summary>
    public PlainObjective Step(double step, PlainGradient gradient) => new(this, -step, gradient);

    private PlainPenalty OfUsers => new(_problem.Objective.Penalty, ofItems: false);

    private PlainPenalty OfItems => new(_problem.Objective.Penalty, ofItems: true);

    private double Scale => _problem.Objective.Reduction == Reduction.Mean ? 1.0 / _problem.Ratings.Count : 1;

    private double Weight(int k) => _problem.Ratings.Weights.IsEmpty ? 1 : _problem.Ratings.Weights[k];

    private double Error(int k)
    {
        int i = _problem.Ratings.UserRows[k];
        int j = _problem.Ratings.ItemRows[k];
        return _problem.Ratings.Values[k] - (_mu + _a[i] + _b[j] + _u[i].Zip(_v[j], (x, y) => x * y).Sum());
    }

    private int UserCount(int i) => _problem.Ratings.UserRows.Count(i);

    private int ItemCount(int j) => _problem.Ratings.ItemRows.Count(j);

    private double UserWeight(int i) =>
        UserCount(i) == 0 ? 0 : Math.Pow(UserCount(i), _problem.Objective.PenaltyExponent);

    private double ItemWeight(int j) =>
        ItemCount(j) == 0 ? 0 : Math.Pow(ItemCount(j), _problem.Objective.PenaltyExponent);

    private static double[] Wide(ReadOnlySpan<float> values) => [.. values.ToArray().Select(x => (double)x)];

    private static double[] Moved(double[] x, double factor, double[] y) => [.. x.Zip(y, (a, b) => a + factor * b)];
}
