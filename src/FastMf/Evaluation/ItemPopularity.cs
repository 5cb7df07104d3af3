using FastMf.Data;
using FastMf.Kernels;

namespace FastMf.Evaluation;

/// <summary>
/// How popular the items of a model are among the ratings that are excluded, commonly the training ratings: n_j, and
/// the self-information -log2(max(n_j, 1) / n) with n users. NaN where there are no such ratings.
/// </summary>
internal sealed class ItemPopularity
{
    private readonly double[] _counts;
    private readonly double[] _information;

    /// <param name="modelItems">The items of the model.</param>
    /// <param name="ratings">Ratings, matched by id; null for none.</param>
    public ItemPopularity(IdMap modelItems, Ratings? ratings)
    {
        _counts = new double[modelItems.Count];
        _information = new double[modelItems.Count];
        if (ratings is null)
        {
            _counts.AsSpan().Fill(double.NaN);
            _information.AsSpan().Fill(double.NaN);
            return;
        }
        int[] items = ratings.Items.MapTo(modelItems);
        foreach (int item in ratings.ItemRows)
        {
            if (items[item] >= 0)
                _counts[items[item]]++;
        }
        for (int item = 0; item < _counts.Length; item++)
            _information[item] = Elementary.Log2(ratings.Users.Count / Math.Max(_counts[item], 1));
    }

    /// <summary>The means over a list; 0 over an empty one.</summary>
    /// <param name="list">Keys of <see cref="TopK"/>.</param>
    public (double Popularity, double Novelty) MeansOf(ReadOnlySpan<ulong> list)
    {
        (double count, double information) = (0, 0);
        foreach (ulong key in list)
        {
            count += _counts[TopK.Row(key)];
            information += _information[TopK.Row(key)];
        }
        int length = Math.Max(1, list.Length);
        return (count / length, information / length);
    }
}
