using FastMf.Data;
using FastMf.Live;
using FastMf.Models;
using FastMf.Tests.Contracts;
using FastMf.Trainers;

namespace FastMf.Tests.Live;

/// <summary>A folder of events that is gone after the test, and what tests do with it.</summary>
internal sealed class LiveFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("fastmf-live-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public string[] Segments => [.. Directory.GetFiles(Path, "events-*.log").Order(StringComparer.Ordinal)];

    public EventStore Open(SyncPolicy sync = SyncPolicy.Never) => EventStore.Open(Path, new() { Sync = sync });

    /// <summary>All events that are there after opening anew.</summary>
    public IReadOnlyList<LiveEvent> Reopened()
    {
        using EventStore store = Open();
        return store.Events(out _);
    }

    /// <summary>A model of ratings that users can be folded into: 60 users, 50 items.</summary>
    public static FactorModel Explicit() => new AlsTrainer(
            new()
            {
                Rank = 5,
                Epochs = 3,
                Threads = 1,
            }
        ).Fit(Boards.Planted()).Model;

    /// <summary>The same of implicit feedback.</summary>
    public static FactorModel Implicit() => new ImplicitAlsTrainer(
            new()
            {
                Rank = 5,
                Epochs = 3,
                Threads = 1,
                Positive = 0.5f,
            }
        ).Fit(Boards.Planted()).Model;

    /// <summary>Factors and bias of a user, from plain events: the last value of each item, in the order of rows.</summary>
    public static (float[] Factors, float Bias) Plain(FactorModel model, IEnumerable<LiveEvent> events, Id user)
    {
        SortedDictionary<int, float> history = [];
        foreach (LiveEvent one in events.Where(one => one.User == user).OrderBy(one => one.Sequence))
        {
            if (model.Items.TryGetRow(one.Item, out int row))
                history[row] = one.Value;
        }
        float[] factors = new float[model.Rank];
        model.FoldInUser([.. history.Keys], [.. history.Values], factors, out float bias);
        return (factors, bias);
    }

    /// <summary>Every user is as plain folding-in, or the model itself, has it.</summary>
    public static void AssertVectors(LiveModel live, IReadOnlyList<LiveEvent> events)
    {
        FactorModel model = live.Current.Model;
        foreach (IGrouping<Id, LiveEvent> user in events.GroupBy(one => one.User))
        {
            long last = user.Max(one => one.Sequence);
            LiveUser? found = live.Current.Find(user.Key);
            if (!user.Any(one => model.Items.TryGetRow(one.Item, out _)))
            {
                Assert.Null(found);
                continue;
            }
            Assert.NotNull(found);
            Assert.Equal(last, found.LastEvent);
            bool trained = model.Users.TryGetRow(user.Key, out int row) && last <= (model.Info.LastEvent ?? 0);
            Assert.Equal(!trained, found.IsFolded);
            (float[] factors, float bias) = trained
                ? (model.UserFactors[row].ToArray(), model.UserBias.IsEmpty ? 0f : model.UserBias[row])
                : Plain(model, user, user.Key);
            Assert.Equal(factors, found.Factors.ToArray());
            Assert.Equal(bias, found.Bias);
        }
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
