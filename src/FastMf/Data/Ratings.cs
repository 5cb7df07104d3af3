using FastMf.Threads;

namespace FastMf.Data;

/// <summary>
/// Ratings as columns: for each, the user's row, the item's row and the value; where given, time and weight. Rows of
/// users and of items follow <see cref="Users"/> and <see cref="Items"/>. Users are rows, always.
/// Immutable and thread-safe; the order is that of the source.
/// </summary>
public sealed partial class Ratings
{
    private readonly int[] _userRows;
    private readonly int[] _itemRows;
    private readonly float[] _values;
    private readonly long[]? _times;
    private readonly float[]? _weights;
    private readonly Lazy<SparseMatrix> _byUser;

    /// <summary>Takes over columns that were checked before: equal lengths, rows in range, finite values.</summary>
    internal Ratings(IdMap users, IdMap items, RatingColumns columns, WorkerTeam? team = null)
    {
        Users = users;
        Items = items;
        (_userRows, _itemRows, _values, _times, _weights) = columns;
        _byUser = new(() => SparseMatrix.FromRatings(this));
        (Mean, Min, Max) = Moments.Summarize(_values, team);
    }

    /// <summary>Takes over columns that were checked before.</summary>
    internal Ratings(
        IdMap users,
        IdMap items,
        int[] userRows,
        int[] itemRows,
        float[] values,
        long[]? times = null,
        float[]? weights = null
    )
        : this(users, items, new RatingColumns(userRows, itemRows, values, times, weights)) { }

    /// <summary>The users' ids; a user without ratings may be among them.</summary>
    public IdMap Users { get; }

    /// <summary>The items' ids; an item without ratings may be among them.</summary>
    public IdMap Items { get; }

    /// <summary>How many ratings there are: m.</summary>
    public int Count => _values.Length;

    /// <summary>The row of each rating's user.</summary>
    public ReadOnlySpan<int> UserRows => _userRows;

    /// <summary>The row of each rating's item.</summary>
    public ReadOnlySpan<int> ItemRows => _itemRows;

    /// <summary>The ratings r.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>When each rating was given; empty where the source has no times.</summary>
    public ReadOnlySpan<long> Times => _times;

    /// <summary>The weights w; empty where all are 1.</summary>
    public ReadOnlySpan<float> Weights => _weights;

    /// <summary>The mean of the values, without weights; 0 where there are none.</summary>
    public double Mean { get; }

    /// <summary>The smallest value; 0 where there are none.</summary>
    public float Min { get; }

    /// <summary>The largest value; 0 where there are none.</summary>
    public float Max { get; }

    /// <summary>The ratings row by row: for each user the items, ascending. Made at the first use, then kept.</summary>
    public SparseMatrix ByUser => _byUser.Value;

    /// <summary>The same ratings with users and items exchanged.</summary>
    public Ratings Transpose() => new(Items, Users, new RatingColumns(_itemRows, _userRows, _values, _times, _weights));

    /// <summary>What one fit leaves to the next.</summary>
    internal SpareGrid SpareGrid { get; } = new();

    /// <summary>The array behind <see cref="UserRows"/>, for work shared by threads; not to be written to.</summary>
    internal int[] UserRowArray => _userRows;

    /// <summary>The array behind <see cref="ItemRows"/>, likewise.</summary>
    internal int[] ItemRowArray => _itemRows;

    /// <summary>The array behind <see cref="Values"/>, likewise.</summary>
    internal float[] ValueArray => _values;

    /// <summary>The array behind <see cref="Weights"/>, likewise; null where all are 1.</summary>
    internal float[]? WeightArray => _weights;

    private RatingColumns Columns => new(_userRows, _itemRows, _values, _times, _weights);
}
