using FastMf.Models;
using FastMf.Penalties;
using FastMf.Tests.Laws;

namespace FastMf.Tests.Reference;

/// <summary>J of implicit feedback and the best row, as on paper: every pair is visited. Not to be made faster.</summary>
internal sealed class PlainImplicit(Problem problem)
{
    private readonly FactorModel _model = problem.Model;
    private readonly ImplicitFeedback _feedback = problem.Objective.Implicit!;
    private readonly L2Penalty _lambda = (L2Penalty)problem.Objective.Penalty;

    public double DataCost()
    {
        double sum = 0;
        for (int u = 0; u < _model.Users.Count; u++)
        for (int i = 0; i < _model.Items.Count; i++)
        {
            double y = Enumerable
                .Range(0, _model.Rank)
                .Sum(k => (double)_model.UserFactors[u][k] * _model.ItemFactors[i][k]);
            double c = Confidence(u, i);
            sum += c * (1 - y) * (1 - y);
            if (c == 0 || _feedback.Unobserved == Unobserved.All)
                sum += _feedback.Alpha0 * y * y;
        }
        return sum;
    }

    public double Penalty()
    {
        double sum = 0;
        for (int u = 0; u < _model.Users.Count; u++)
            sum += UserLambda(u) * _model.UserFactors[u].ToArray().Sum(x => (double)x * x);
        for (int i = 0; i < _model.Items.Count; i++)
        {
            int n = Enumerable.Range(0, _model.Users.Count).Count(u => Confidence(u, i) > 0);
            double weight = Math.Pow(
                n + (double)_feedback.Alpha0 * _model.Users.Count,
                problem.Objective.PenaltyExponent
            );
            sum += _lambda.Items * weight * _model.ItemFactors[i].ToArray().Sum(x => (double)x * x);
        }
        return sum;
    }

    /// <summary>The best factors of a user.</summary>
    public double[] BestUser(int user)
    {
        int n = _model.Rank;
        double[,] a = new double[n, n];
        double[] g = new double[n];
        bool any = false;
        for (int k = 0; k < n; k++)
            a[k, k] = UserLambda(user);
        for (int i = 0; i < _model.Items.Count; i++)
        {
            double c = Confidence(user, i);
            any |= c > 0;
            double w = c + (c == 0 || _feedback.Unobserved == Unobserved.All ? _feedback.Alpha0 : 0);
            float[] v = _model.ItemFactors[i].ToArray();
            for (int k = 0; k < n; k++)
            {
                g[k] += c * v[k];
                for (int l = 0; l < n; l++)
                    a[k, l] += w * v[k] * v[l];
            }
        }
        return any ? new PlainSystem(a, g).Solve() : g;
    }

    private double UserLambda(int user)
    {
        int n = Enumerable.Range(0, _model.Items.Count).Count(i => Confidence(user, i) > 0);
        return _lambda.Users
            * Math.Pow(n + (double)_feedback.Alpha0 * _model.Items.Count, problem.Objective.PenaltyExponent);
    }

    /// <summary>c; 0 for a pair that is no positive.</summary>
    private double Confidence(int user, int item)
    {
        double c = 0;
        for (int k = 0; k < problem.Ratings.Count; k++)
        {
            double r = problem.Ratings.Values[k];
            if (problem.Ratings.UserRows[k] == user && problem.Ratings.ItemRows[k] == item && r >= _feedback.Positive)
                c += 1 + _feedback.Alpha * (_feedback.AlphaScale == AlphaScale.Log ? Math.Log(1 + r) : r);
        }
        return c;
    }
}
