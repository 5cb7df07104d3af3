using FastMf.Data;

namespace FastMf.Models;

/// <summary>Scores items for users: all that an evaluation of rankings has to know of a recommender. Thread-safe.</summary>
public interface IItemScorer
{
    /// <summary>The users' ids.</summary>
    IdMap Users { get; }

    /// <summary>The items' ids.</summary>
    IdMap Items { get; }

    /// <summary>Gives all items their scores for a user; higher is better, NaN is no candidate.</summary>
    /// <param name="user">The user's row; negative for an unknown one.</param>
    /// <param name="scores">Receives a score for each item, by row.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    /// <exception cref="ArgumentException">There is room for more or fewer items.</exception>
    void ScoreItems(int user, Span<float> scores);

    /// <summary>
    /// The same for several users at once, which is what an evaluation calls. One after the other, unless a scorer that shares work
    /// between users has a way of its own; that must give the same scores.
    /// </summary>
    /// <param name="users">The users' rows; negative for unknown ones.</param>
    /// <param name="scores">Receives the scores of all items for the first user, then for the next.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    /// <exception cref="ArgumentException">There is room for more or fewer items.</exception>
    void ScoreItems(ReadOnlySpan<int> users, Span<float> scores)
    {
        int items = Items.Count;
        if (scores.Length != (long)users.Length * items)
            throw new ArgumentException(
                $"Room for {scores.Length} scores of {users.Length} users and {items} items.",
                nameof(scores)
            );
        for (int i = 0; i < users.Length; i++)
            ScoreItems(users[i], scores.Slice(i * items, items));
    }
}
