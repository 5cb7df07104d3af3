using FastMf.Data;
using FastMf.Models;

namespace FastMf.Objectives;

/// <summary>
/// Ratings in the row numbers of a model: -1 where the model lacks the user or the item. In the order of the ratings;
/// nothing is dropped.
/// </summary>
internal sealed class AlignedRatings
{
    private readonly Ratings _ratings;
    private readonly int[]? _userRows; // null where the ratings' own rows are the model's
    private readonly int[]? _itemRows;

    public AlignedRatings(FactorModel model, Ratings ratings)
    {
        _ratings = ratings;
        _userRows = Translate(ratings.UserRows, ratings.Users, model.Users);
        _itemRows = Translate(ratings.ItemRows, ratings.Items, model.Items);
        UserCounts = PenaltyWeights.Counts(UserRows, model.Users.Count);
        ItemCounts = PenaltyWeights.Counts(ItemRows, model.Items.Count);
    }

    /// <summary>m.</summary>
    public int Count => _ratings.Count;

    /// <summary>The model's row of each rating's user, or -1.</summary>
    public ReadOnlySpan<int> UserRows => _userRows is null ? _ratings.UserRows : _userRows;

    /// <summary>The model's row of each rating's item, or -1.</summary>
    public ReadOnlySpan<int> ItemRows => _itemRows is null ? _ratings.ItemRows : _itemRows;

    /// <summary>r.</summary>
    public ReadOnlySpan<float> Values => _ratings.Values;

    /// <summary>w; empty where all are 1.</summary>
    public ReadOnlySpan<float> Weights => _ratings.Weights;

    /// <summary>n_i: how many of these ratings each of the model's users has.</summary>
    public int[] UserCounts { get; }

    /// <summary>n_j: how many of these ratings each of the model's items has.</summary>
    public int[] ItemCounts { get; }

    private static int[]? Translate(ReadOnlySpan<int> rows, IdMap from, IdMap to)
    {
        if (from.SameAs(to))
            return null;
        int[] map = from.MapTo(to);
        int[] translated = new int[rows.Length];
        for (int k = 0; k < translated.Length; k++)
            translated[k] = map[rows[k]];
        return translated;
    }
}
