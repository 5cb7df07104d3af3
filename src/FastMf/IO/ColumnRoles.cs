namespace FastMf.IO;

/// <summary>Which column of a file is what; negative where there is none.</summary>
/// <param name="Count">How many columns a line has.</param>
/// <param name="User">The user's id.</param>
/// <param name="Item">The item's id.</param>
/// <param name="Value">The rating.</param>
/// <param name="Time">When.</param>
/// <param name="Weight">w.</param>
internal sealed record ColumnRoles(int Count, int User, int Item, int Value, int Time, int Weight)
{
    private static readonly string[] UserNames = ["user", "userid", "uid", "customer", "customerid"];
    private static readonly string[] ItemNames =
    [
        "item",
        "itemid",
        "iid",
        "movie",
        "movieid",
        "product",
        "productid",
        "artist",
        "artistid",
        "book",
        "bookid",
        "isbn",
        "track",
        "trackid",
        "song",
        "songid",
    ];
    private static readonly string[] ValueNames =
    [
        "rating",
        "ratings",
        "value",
        "score",
        "stars",
        "plays",
        "playcount",
        "count",
    ];
    private static readonly string[] TimeNames = ["time", "timestamp", "unixtime", "date"];
    private static readonly string[] WeightNames = ["weight"];

    /// <summary>The roles of columns in the order of the contract: user, item, rating, time as far as there are any.</summary>
    public static ColumnRoles InOrder(int count) => new(count, 0, 1, count > 2 ? 2 : -1, count > 3 ? 3 : -1, -1);

    /// <summary>The roles that names give; those not known are of columns that are not read.</summary>
    public static ColumnRoles FromNames(IReadOnlyList<string> names)
    {
        string[] plain = [.. names.Select(Plain)];
        return new(
            names.Count,
            Find(plain, UserNames),
            Find(plain, ItemNames),
            Find(plain, ValueNames),
            Find(plain, TimeNames),
            Find(plain, WeightNames)
        );
    }

    /// <summary>The roles that a user of the library names: "user,item,rating,time,weight,-".</summary>
    /// <exception cref="ArgumentException">A name is not known, stands twice, or user or item is missing.</exception>
    public static ColumnRoles Parse(string columns)
    {
        string[] names = columns.Split(',', StringSplitOptions.TrimEntries);
        ColumnRoles roles = FromNames(names);
        int known = new[] { roles.User, roles.Item, roles.Value, roles.Time, roles.Weight }.Count(column =>
            column >= 0
        );
        if (known != names.Count(name => name != "-") || roles.User < 0 || roles.Item < 0)
            throw new ArgumentException(
                $"'{columns}' should name user and item and may name rating, time and weight, each once; - stands for a column that is not read.",
                nameof(columns)
            );
        return roles;
    }

    /// <summary>The columns as <see cref="Parse"/> reads them.</summary>
    public override string ToString()
    {
        string[] names = [.. Enumerable.Repeat("-", Count)];
        foreach (
            (int column, string name) in new[]
            {
                (User, "user"),
                (Item, "item"),
                (Value, "rating"),
                (Time, "time"),
                (Weight, "weight"),
            }
        )
        {
            if (column >= 0)
                names[column] = name;
        }
        return string.Join(',', names);
    }

    private static int Find(string[] names, string[] known) => Array.FindIndex(names, known.Contains);

    /// <summary>A name in small letters, and letters alone.</summary>
    private static string Plain(string name) => string.Concat(name.Where(char.IsLetter)).ToLowerInvariant();
}
