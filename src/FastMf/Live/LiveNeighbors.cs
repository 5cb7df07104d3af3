using FastMf.Data;
using FastMf.Models;

namespace FastMf.Live;

/// <summary>
/// Users similar to one, where some have vectors of their events: these count with the vectors that they have, new ones among
/// them, and all others with the model's rows. A user counts once, with one whole vector, whatever comes in meanwhile.
/// </summary>
internal static class LiveNeighbors
{
    /// <summary>Finds them.</summary>
    /// <param name="model">The model.</param>
    /// <param name="users">Users with events.</param>
    /// <param name="self">The factors of the one who asks.</param>
    /// <param name="id">The id of that one, who is no neighbour.</param>
    /// <param name="best">Receives the others.</param>
    /// <returns>How many were written.</returns>
    public static int Find(
        FactorModel model,
        IEnumerable<LiveUser> users,
        ReadOnlySpan<float> self,
        Id id,
        Span<SimilarUser> best
    )
    {
        int most = best.Length;
        PriorityQueue<Candidate, Candidate> kept = new(); // the least first
        List<int> passedOver = model.Users.TryGetRow(id, out int own) ? [own] : [];
        foreach (LiveUser user in users)
        {
            if (!user.IsFolded || user.Id == id)
                continue;
            bool hasRow = model.Users.TryGetRow(user.Id, out int row);
            if (hasRow)
                passedOver.Add(row);
            Keep(new(model.Cosine(self, user.Factors), hasRow ? row : int.MaxValue, user.Id));
        }
        passedOver.Sort();
        Scored[] ofModel = new Scored[Math.Min(most, model.Users.Count)];
        int found = model.SimilarUsers(self, ofModel, [.. passedOver]);
        foreach (Scored scored in ofModel.AsSpan(0, found))
            Keep(new(scored.Score, scored.Row, model.Users[scored.Row]));

        int count = kept.Count;
        for (int place = count - 1; place >= 0; place--)
        {
            Candidate candidate = kept.Dequeue();
            best[place] = new(candidate.User, candidate.Cosine);
        }
        return count;

        void Keep(in Candidate candidate)
        {
            kept.Enqueue(candidate, candidate);
            if (kept.Count > most)
                kept.Dequeue();
        }
    }

    /// <summary>The better the later; of equal cosines lower rows are better, then those that the model has no row of, by their ids.</summary>
    private readonly record struct Candidate(float Cosine, int Row, Id User) : IComparable<Candidate>
    {
        public int CompareTo(Candidate other)
        {
            int order = Cosine.CompareTo(other.Cosine);
            if (order == 0)
                order = other.Row.CompareTo(Row);
            return order != 0 ? order : string.CompareOrdinal(other.User.ToString(), User.ToString());
        }
    }
}
