using FastMf.Data;
using FastMf.Models;

namespace FastMf.Tests.Reference;

/// <summary>All parameters of a model as one list, in the order of <see cref="PlainDescent.Flat"/>.</summary>
internal static class Parameters
{
    /// <summary>A model with these parameters; biases where the list has some.</summary>
    public static FactorModel Model(double[] x, FactorModel like)
    {
        ReadOnlySpan<float> all = [.. x.Select(value => (float)value)];
        int users = like.Users.Count;
        int items = like.Items.Count;
        FactorMatrix u = FactorMatrix.FromValues(all[..(users * like.Rank)], users, like.Rank);
        all = all[(users * like.Rank)..];
        FactorMatrix v = FactorMatrix.FromValues(all[..(items * like.Rank)], items, like.Rank);
        all = all[(items * like.Rank)..];
        return all.IsEmpty
            ? new FactorModel(u, v, like.Info, like.Users, like.Items)
            : new FactorModel(u, v, like.Info, like.Users, like.Items, all[..users].ToArray(), all[users..].ToArray());
    }

    /// <summary>|x - y| / |y|.</summary>
    public static double Distance(double[] x, double[] y)
    {
        Assert.Equal(y.Length, x.Length);
        return Math.Sqrt(x.Zip(y, (a, b) => (a - b) * (a - b)).Sum() / y.Sum(b => b * b));
    }
}
