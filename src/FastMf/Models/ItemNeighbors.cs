using FastMf.Data;
using FastMf.Kernels;
using FastMf.Threads;

namespace FastMf.Models;

/// <summary>
/// The item-item baseline: with n_i the users of item i and n_ij those of both, items have the similarity
/// <code>s_ij = n_ij / (sqrt(n_i n_j) + h)      y_ui = sum of s_ij over the items j of user u among i's k nearest</code>
/// the cosine of their columns, shrunk (Sarwar et al. 2001; Bell and Koren 2007). Values beyond the threshold play no
/// part. For an unknown user, and for one without positives, y is n_i. Immutable and thread-safe.
/// </summary>
public sealed class ItemNeighbors : IItemScorer
{
    private readonly SparseMatrix _positives; // of users
    private readonly float[] _counts; // n_i
    private readonly int[] _offsets; // for each item j, those that have it among their nearest
    private readonly int[] _near;
    private readonly float[] _similarities;
    private readonly float _positive;

    private ItemNeighbors(
        IdMap users,
        IdMap items,
        SparseMatrix positives,
        float positive,
        float[] counts,
        (int[] Offsets, int[] Near, float[] Similarities) lists
    )
    {
        (Users, Items, _positives, _positive, _counts) = (users, items, positives, positive, counts);
        (_offsets, _near, _similarities) = lists;
    }

    /// <inheritdoc/>
    public IdMap Users { get; }

    /// <inheritdoc/>
    public IdMap Items { get; }

    /// <summary>Counts and compares the items of some ratings: time grows with the squares of users' numbers of ratings.</summary>
    /// <param name="train">What users have.</param>
    /// <param name="options">How many neighbours, and how much shrinkage.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="OperationCanceledException">The token asked to stop.</exception>
    public static ItemNeighbors Of(
        Ratings train,
        ItemNeighborOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(train);
        options ??= new();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Neighbors, 1, nameof(options.Neighbors));
        if (!(options.Shrinkage is >= 0f and <= float.MaxValue))
            throw new ArgumentOutOfRangeException(
                nameof(options),
                options.Shrinkage,
                "Expected a shrinkage of 0 or more."
            );
        using WorkerTeam team = new(options.Threads);
        SparseMatrix positives = Positives(train, options.Positive);
        SparseMatrix byItem = positives.Transpose(team);
        ulong[][] nearest = new ulong[train.Items.Count][]; // keys of TopK
        RoomPool<int[]> rooms = new(() => new int[nearest.Length]);
        team.ForEach(
            nearest.Length,
            item =>
            {
                if (cancellationToken.IsCancellationRequested)
                    return;
                int[] common = rooms.Rent();
                nearest[item] = Nearest(item, positives, byItem, options, common);
                rooms.Return(common);
            }
        );
        cancellationToken.ThrowIfCancellationRequested();
        float[] counts = [.. Enumerable.Range(0, nearest.Length).Select(item => (float)byItem.CountOf(item))];
        return new(train.Users, train.Items, positives, options.Positive, counts, Turned(nearest));
    }

    /// <summary>The same similarities for other users, such as those whose history is known alone.</summary>
    /// <param name="history">What they have; items that are not known here are passed over.</param>
    public ItemNeighbors WithUsers(Ratings history)
    {
        ArgumentNullException.ThrowIfNull(history);
        SparseMatrix positives = Positives(history.AlignTo(history.Users, Items), _positive);
        return new(history.Users, Items, positives, _positive, _counts, (_offsets, _near, _similarities));
    }

    /// <inheritdoc/>
    public void ScoreItems(int user, Span<float> scores)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(user, Users.Count);
        if (scores.Length != Items.Count)
            throw new ArgumentException($"Room for {scores.Length} of {Items.Count} items.", nameof(scores));
        if (user < 0 || _positives.CountOf(user) == 0)
        {
            _counts.CopyTo(scores);
            return;
        }
        scores.Clear();
        foreach (int item in _positives.ColumnsOf(user))
        {
            for (int k = _offsets[item]; k < _offsets[item + 1]; k++)
                scores[_near[k]] += _similarities[k];
        }
    }

    private static SparseMatrix Positives(Ratings ratings, float positive) =>
        new PairwiseFeedback { Positive = positive }.Positives(ratings.ByUser);

    private static ulong[] Nearest(
        int item,
        SparseMatrix byUser,
        SparseMatrix byItem,
        ItemNeighborOptions options,
        int[] common
    )
    {
        List<int> others = [];
        foreach (int user in byItem.ColumnsOf(item))
        {
            foreach (int other in byUser.ColumnsOf(user))
            {
                if (common[other]++ == 0 && other != item)
                    others.Add(other);
            }
        }
        ulong[] keys = new ulong[Math.Min(options.Neighbors, others.Count)];
        TopK top = new(keys);
        foreach (int other in others)
        {
            double root = Math.Sqrt((double)byItem.CountOf(item) * byItem.CountOf(other));
            top.Offer(TopK.Key(other, (float)(common[other] / (root + options.Shrinkage))));
            common[other] = 0;
        }
        common[item] = 0;
        return keys;
    }

    /// <summary>Lists of each item's nearest as lists of the items that have one among theirs, ascending.</summary>
    private static (int[] Offsets, int[] Near, float[] Similarities) Turned(ulong[][] nearest)
    {
        int[] offsets = new int[nearest.Length + 1];
        foreach (ulong key in nearest.SelectMany(keys => keys))
            offsets[TopK.Row(key) + 1]++;
        for (int item = 0; item < nearest.Length; item++)
            offsets[item + 1] += offsets[item];
        int[] next = offsets[..^1];
        int[] near = new int[offsets[^1]];
        float[] similarities = new float[near.Length];
        for (int item = 0; item < nearest.Length; item++)
        {
            foreach (ulong key in nearest[item])
            {
                int place = next[TopK.Row(key)]++;
                (near[place], similarities[place]) = (item, TopK.Score(key));
            }
        }
        return (offsets, near, similarities);
    }
}
