namespace FastMf.Data;

/// <summary>Ratings that come one by one, gathered into columns.</summary>
internal sealed class RatingsBuilder
{
    private readonly IdColumn _users = new();
    private readonly IdColumn _items = new();
    private readonly List<int> _userNumbers = [];
    private readonly List<int> _itemNumbers = [];
    private readonly List<float> _values = [];
    private List<long>? _times; // from the first time that is not 0
    private List<float>? _weights; // from the first weight that is not 1

    /// <summary>Adds a rating.</summary>
    /// <exception cref="ArgumentException">Its value or weight is not allowed.</exception>
    public void Add(in Rating rating, string argument)
    {
        if (!float.IsFinite(rating.Value))
            throw new ArgumentException($"Rating {_values.Count} is {rating.Value}; it must be finite.", argument);
        if (!float.IsFinite(rating.Weight) || rating.Weight < 0)
            throw new ArgumentException(
                $"Rating {_values.Count} has weight {rating.Weight}; it must be finite and not negative.",
                argument
            );
        if (rating.Time != 0)
            _times ??= [.. Enumerable.Repeat(0L, _values.Count)];
        if (rating.Weight != 1)
            _weights ??= [.. Enumerable.Repeat(1f, _values.Count)];
        _userNumbers.Add(_users.Add(rating.User));
        _itemNumbers.Add(_items.Add(rating.Item));
        _values.Add(rating.Value);
        _times?.Add(rating.Time);
        _weights?.Add(rating.Weight);
    }

    /// <summary>The ratings added so far.</summary>
    /// <exception cref="ArgumentException">A pair repeats and must not.</exception>
    public Ratings Build(Duplicates duplicates)
    {
        (IdMap users, int[] userRows) = _users.Finish();
        (IdMap items, int[] itemRows) = _items.Finish();
        RatingColumns columns = new(
            [.. _userNumbers.Select(number => userRows[number])],
            [.. _itemNumbers.Select(number => itemRows[number])],
            [.. _values],
            _times?.ToArray(),
            _weights?.ToArray()
        );
        return Ratings.Assemble(users, items, columns, duplicates);
    }
}
