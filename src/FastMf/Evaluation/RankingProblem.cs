using FastMf.Data;
using FastMf.Models;

namespace FastMf.Evaluation;

/// <summary>
/// Who is to be ranked and what is relevant or excluded, in the row numbers of the model; ids are matched once, here.
/// </summary>
internal sealed class RankingProblem
{
    private readonly SparseMatrix _test;
    private readonly SparseMatrix? _exclude;
    private readonly int[] _modelUsers; // by test user, like the next one; -1 where there is none
    private readonly int[] _excludeUsers;
    private readonly int[] _modelItems; // by test item
    private readonly int[] _excludedTestItems; // by item of the excluded ratings
    private readonly float _positive;

    /// <param name="model">What ranks.</param>
    /// <param name="test">Pairs that may be relevant.</param>
    /// <param name="exclude">Pairs that are neither recommended nor relevant; null for none.</param>
    /// <param name="positive">The least value of a relevant pair.</param>
    public RankingProblem(IItemScorer model, Ratings test, Ratings? exclude, float positive)
    {
        _test = test.ByUser;
        _exclude = exclude?.ByUser;
        _modelUsers = test.Users.MapTo(model.Users);
        _modelItems = test.Items.MapTo(model.Items);
        _excludeUsers = exclude is null ? [] : test.Users.MapTo(exclude.Users);
        Excluded =
            exclude is null || exclude.Items.SameAs(model.Items)
                ? _exclude
                : exclude.AlignTo(exclude.Users, model.Items).ByUser;
        _excludedTestItems = exclude is null ? [] : exclude.Items.MapTo(test.Items);
        _positive = positive;
        Popularity = new ItemPopularity(model.Items, exclude);
    }

    /// <summary>Users of the test ratings.</summary>
    public int Users => _test.RowCount;

    /// <summary>Items of the test ratings.</summary>
    public int Items => _test.ColumnCount;

    /// <summary>How popular items are among the excluded ratings.</summary>
    public ItemPopularity Popularity { get; }

    /// <summary>What is not to be ranked: rows are those of <see cref="ExcludeRow"/>, columns items of the model. Null for nothing.</summary>
    public SparseMatrix? Excluded { get; }

    /// <summary>The rows of the items that are excluded for a row of <see cref="ExcludeRow"/>, ascending; a pair may be there twice.</summary>
    public ReadOnlySpan<int> ExcludedOf(int row) => Excluded is null || row < 0 ? default : Excluded.ColumnsOf(row);

    /// <summary>Whether a user has test ratings.</summary>
    public bool HasRatings(int user) => _test.CountOf(user) > 0;

    /// <summary>The most ratings of as many consecutive users.</summary>
    public int MostRatings(int users)
    {
        (int most, int now) = (0, 0);
        for (int user = 0; user < Users; user++)
        {
            now += _test.CountOf(user) - (user < users ? 0 : _test.CountOf(user - users));
            most = Math.Max(most, now);
        }
        return most;
    }

    /// <summary>The user's row among those with excluded items, or -1.</summary>
    public int ExcludeRow(int user) => _exclude is null ? -1 : _excludeUsers[user];

    /// <summary>The user's row in the model, or -1.</summary>
    public int ModelUser(int user) => _modelUsers[user];

    /// <summary>
    /// Finds a user's relevant items: those of pairs with a value of at least the threshold that are not excluded, each once.
    /// </summary>
    /// <param name="user">The user's test row.</param>
    /// <param name="relevant">Receives their rows in the model, -1 for each item that the model does not know.</param>
    /// <param name="marks">One for each test item, for this method's own use: false before and after.</param>
    /// <returns>How many there are.</returns>
    public int FindRelevant(int user, Span<int> relevant, Span<bool> marks)
    {
        ReadOnlySpan<int> items = _test.ColumnsOf(user);
        ReadOnlySpan<float> values = _test.ValuesOf(user);
        for (int k = 0; k < items.Length; k++)
            marks[items[k]] |= values[k] >= _positive;
        foreach (int item in ExcludedBy(user))
        {
            if (_excludedTestItems[item] >= 0)
                marks[_excludedTestItems[item]] = false;
        }
        int count = 0;
        foreach (int item in items)
        {
            if (marks[item])
                relevant[count++] = _modelItems[item];
            marks[item] = false; // a pair may be there twice
        }
        return count;
    }

    private ReadOnlySpan<int> ExcludedBy(int user) =>
        _exclude is null || _excludeUsers[user] < 0 ? default : _exclude.ColumnsOf(_excludeUsers[user]);
}
