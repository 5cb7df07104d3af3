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
}
