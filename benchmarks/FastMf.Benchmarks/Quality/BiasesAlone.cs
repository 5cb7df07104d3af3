using FastMf.Data;

namespace FastMf.Benchmarks.Quality;

/// <summary>
/// The opponent of every factorization: mean, item biases and user biases by alternating damped means (a user's sum of
/// residuals over its count + 5, an item's over its count + 2), ten sweeps.
/// </summary>
internal sealed class BiasesAlone
{
    private readonly double _mean;
    private readonly double[] _users;
    private readonly double[] _items;

    public BiasesAlone(Ratings train)
    {
        _mean = train.Mean;
        _users = new double[train.Users.Count];
        _items = new double[train.Items.Count];
        for (int sweep = 0; sweep < 10; sweep++)
        {
            Sweep(train, train.ItemRows, _items, train.UserRows, _users, damping: 2);
            Sweep(train, train.UserRows, _users, train.ItemRows, _items, damping: 5);
        }
    }

    public double Rmse(Ratings test)
    {
        double squares = 0;
        for (int k = 0; k < test.Count; k++)
        {
            double error = test.Values[k] - _mean - _users[test.UserRows[k]] - _items[test.ItemRows[k]];
            squares += error * error;
        }
        return Math.Sqrt(squares / test.Count);
    }

    private void Sweep(
        Ratings train,
        ReadOnlySpan<int> rows,
        double[] biases,
        ReadOnlySpan<int> otherRows,
        double[] otherBiases,
        int damping
    )
    {
        int[] counts = new int[biases.Length];
        Array.Clear(biases);
        for (int k = 0; k < train.Count; k++)
        {
            biases[rows[k]] += train.Values[k] - _mean - otherBiases[otherRows[k]];
            counts[rows[k]]++;
        }
        for (int i = 0; i < biases.Length; i++)
            biases[i] /= counts[i] + damping;
    }
}
