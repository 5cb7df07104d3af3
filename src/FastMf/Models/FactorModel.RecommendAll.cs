using FastMf.Data;
using FastMf.Threads;

namespace FastMf.Models;

/// <summary>Takes the best items of one user, best first.</summary>
/// <param name="user">The user's row, as it was asked for.</param>
/// <param name="best">The items and scores; valid during the call.</param>
public delegate void RecommendationHandler(int user, ReadOnlySpan<Scored> best);

public sealed partial class FactorModel
{
    /// <summary>
    /// The best items for all users, or many: the answers of <see cref="Recommend(int, Span{Scored}, Ratings?)"/> for
    /// each, to the bit, many times faster than one after the other. Blocks of users are scored against blocks of items
    /// by several threads; items that cannot reach a user's list any more (|u| |v| is too small) are not looked at.
    /// </summary>
    /// <remarks>
    /// Memory is for a few blocks of users and a copy of the item factors, whatever the number of users. The order of
    /// calls, the answers and their bits do not depend on the number of threads.
    /// </remarks>
    /// <param name="receive">Is called on this thread for each user, in order: by rows, or as <see cref="RecommendOptions.Users"/> lists them. Lists are shorter where fewer items are left.</param>
    /// <param name="options">What to look for; by default ten items for everybody, nothing excluded.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="ArgumentException">The ratings to exclude have other users or items than the model.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The count, the number of threads or a row is out of range.</exception>
    /// <exception cref="OperationCanceledException">The token asked to stop; users received until then were right.</exception>
    public void RecommendAll(
        RecommendationHandler receive,
        RecommendOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(receive);
        options ??= new();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Count, 1, nameof(options.Count));
        if (options.Exclude is not null)
            CheckSameIds(options.Exclude);
        foreach (int user in options.Users ?? [])
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(user, UserFactors.Rows, nameof(options.Users));
        ItemPanels panels = new(this, options.Candidates(ItemFactors.Rows));
        using WorkerTeam team = new(options.Threads);
        panels.Prepare(team);
        new RecommendRounds(this, panels, options, team).Run(receive, cancellationToken);
        GC.KeepAlive(this);
    }
}
