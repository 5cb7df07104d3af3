namespace FastMf.Data;

public sealed partial class Ratings
{
    /// <summary>
    /// The same ratings in the row numbers of other maps, such as a model's, in the same order. Ratings of users or
    /// items that those maps lack are left out. The result carries exactly the maps given.
    /// </summary>
    public Ratings AlignTo(IdMap users, IdMap items)
    {
        ArgumentNullException.ThrowIfNull(users);
        ArgumentNullException.ThrowIfNull(items);
        int[] userRows = Translate(_userRows, Users.MapTo(users));
        int[] itemRows = Translate(_itemRows, Items.MapTo(items));
        bool[] known = new bool[Count];
        for (int i = 0; i < known.Length; i++)
            known[i] = userRows[i] >= 0 && itemRows[i] >= 0;
        RatingColumns columns = new(userRows, itemRows, _values, _times, _weights);
        return new Ratings(users, items, columns.Select(known, true));
    }

    private static int[] Translate(int[] rows, int[] newRows)
    {
        int[] translated = new int[rows.Length];
        for (int i = 0; i < rows.Length; i++)
            translated[i] = newRows[rows[i]];
        return translated;
    }
}
