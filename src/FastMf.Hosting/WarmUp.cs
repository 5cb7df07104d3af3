using FastMf.Models;

namespace FastMf.Hosting;

/// <summary>
/// Calls a model before anybody else does. The runtime compiles a method quickly at first, and well once it was called
/// some thirty times and a moment has passed; and what a model makes at its first call is made here.
/// </summary>
internal static class WarmUp
{
    private const int Round = 40; // calls after which the runtime compiles anew
    private static readonly TimeSpan _moment = TimeSpan.FromMilliseconds(150); // it waits 100 for calls to calm down

    /// <summary>Calls each operation so many times.</summary>
    /// <param name="snapshot">What is to serve.</param>
    /// <param name="calls">How many times.</param>
    /// <param name="first">Whether nothing is compiled yet.</param>
    /// <param name="also">What else to call; null for nothing.</param>
    /// <param name="token">Ends it.</param>
    public static void Run(
        RecommenderSnapshot snapshot,
        int calls,
        bool first,
        Action<RecommenderSnapshot>? also,
        CancellationToken token
    )
    {
        FactorModel model = snapshot.Model;
        Scored[] best = new Scored[Math.Min(10, model.Items.Count)];
        for (int call = 0; call < calls; call++)
        {
            token.ThrowIfCancellationRequested();
            int user = model.Users.Count == 0 ? -1 : (int)((long)call * model.Users.Count / calls);
            int item = (int)((long)call * model.Items.Count / calls);
            ItemRanking.Rank(snapshot, Asker.OfRow(user, false), best, default);
            model.Predict(user, item);
            if (first)
                also?.Invoke(snapshot);
            if (call < Round)
                Others(snapshot, user, item, best);
            if (first && call % Round == Round - 1)
                Thread.Sleep(_moment);
        }
    }

    private static void Others(RecommenderSnapshot snapshot, int user, int item, Scored[] best)
    {
        FactorModel model = snapshot.Model;
        model.SimilarItems(item, best);
        if (user >= 0)
            model.SimilarUsers(user, best);
        int[] one = [item];
        ItemRanking.Rank(snapshot, Asker.OfRow(user, false), best, new() { Deny = one });
        ItemRanking.Rank(snapshot, Asker.OfRow(user, false), best, new() { Allow = one, HasAllow = true });
        if (snapshot.CanFoldIn)
            ItemRanking.RankFor(snapshot, one, [snapshot.AnyValue], best, default);
    }
}
