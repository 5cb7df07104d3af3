using FastMf.Data;
using FastMf.Live;
using FastMf.Models;

namespace FastMf.Tests.Live;

/// <summary>Similar users are those of the vectors that recommendations are made of: of the events, or else the model's.</summary>
public sealed class LiveNeighborsTests
{
    [Fact]
    public void Everybody_counts_once_with_the_vector_of_the_events_or_the_models()
    {
        FactorModel model = LiveFolder.Explicit();
        using LiveFolder folder = new();
        EventStore store = folder.Open();
        store.Append(7, 3, 1f);
        using LiveModel live = new(store, model.WithLastEvent(1)); // keeps row 7 of the model
        AssertSame(live, model.Users.Count);
        for (int k = 0; k < 40; k++)
            live.Append(k % 3 == 0 ? 100 + k % 9 : k % 11, k * 7 % 50, 1 + k % 5);
        live.Append("nobody", "unknown", 1f);
        AssertSame(live, model.Users.Count + 3);
        Assert.Equal(0, live.Current.SimilarUsers("nobody", new SimilarUser[5], out bool known));
        Assert.False(known);
        Assert.Equal(0, live.Current.SimilarUsers(1, [], out known));
        Assert.True(known);
        Assert.Throws<ArgumentException>(() => model.SimilarUsers([1f], new Scored[1]));
    }

    /// <summary>A user goes back and forth between two histories: whoever looks finds one of the two vectors, once.</summary>
    [Fact]
    public void Who_looks_while_events_come_in_finds_whole_vectors()
    {
        FactorModel model = LiveFolder.Explicit();
        using LiveFolder folder = new();
        using LiveModel live = new(folder.Open(), model, threads: 1);
        float[] cosines = new float[2];
        for (int k = 0; k < 2; k++)
        {
            live.Append(5, 3, ValueOf(k));
            cosines[k] = CosineOf(5);
        }
        Assert.NotEqual(cosines[0], cosines[1]);
        bool done = false;
        Thread writer = new(() =>
        {
            for (int k = 0; !Volatile.Read(ref done); k++)
            {
                live.Append(5, 3, ValueOf(k % 2));
                if (k < 100)
                    live.Append(1000 + k, k % 50, 4f); // the table of users grows meanwhile
            }
        });
        writer.Start();
        try
        {
            for (int look = 0; look < 500; look++)
                Assert.Contains(CosineOf(5), cosines);
        }
        finally
        {
            Volatile.Write(ref done, true);
            writer.Join();
        }

        static float ValueOf(int k) => k == 0 ? 5f : 1f;

        float CosineOf(Id user)
        {
            SimilarUser[] best = new SimilarUser[200];
            int count = live.Current.SimilarUsers(2, best, out _);
            Assert.Equal(count, best[..count].Select(one => one.User).Distinct().Count());
            return best[..count].Single(one => one.User == user).Score;
        }
    }

    /// <summary>The lists are those of a model that has all these vectors as its rows.</summary>
    private static void AssertSame(LiveModel live, int users)
    {
        FactorModel model = live.Current.Model;
        Id[] ids = [.. Enumerable.Range(0, 200).Select(k => new Id(k)).Where(IsKnown)];
        Assert.Equal(users, ids.Length);
        float[] factors = [.. ids.SelectMany(VectorOf)];
        FactorModel whole = new(
            FactorMatrix.FromValues(factors, ids.Length, model.Rank),
            model.ItemFactors,
            users: IdMap.From(ids)
        );
        foreach (Id id in ids)
        {
            foreach (int count in (int[])[1, 5, 100])
            {
                Scored[] expected = new Scored[count];
                int most = whole.SimilarUsers(id, expected, out _);
                SimilarUser[] found = new SimilarUser[count];
                Assert.Equal(most, live.Current.SimilarUsers(id, found, out bool known));
                Assert.True(known);
                Assert.Equal(
                    expected[..most].Select(one => new SimilarUser(whole.Users[one.Row], one.Score)),
                    found[..most]
                );
            }
        }

        bool IsKnown(Id id) => model.Users.TryGetRow(id, out _) || live.Current.Find(id) is not null;

        float[] VectorOf(Id id) =>
            live.Current.Find(id) is { } user ? user.Factors.ToArray()
            : model.Users.TryGetRow(id, out int row) ? model.UserFactors[row].ToArray()
            : [];
    }
}
