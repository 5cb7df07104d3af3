using FastMf.Data;
using FastMf.IO;
using FastMf.Live;
using FastMf.Models;
using FastMf.Tests.Contracts;
using FastMf.Trainers;

namespace FastMf.Tests.Live;

/// <summary>Vectors follow from model and history alone, and are part of answers at once.</summary>
public sealed class LiveModelTests
{
    public static TheoryData<string, FactorModel> Models { get; } =
        new() { { "explicit", LiveFolder.Explicit() }, { "implicit", LiveFolder.Implicit() } };

    [Theory]
    [MemberData(nameof(Models))]
    public void An_event_is_in_the_users_vector_when_it_is_acknowledged(string name, FactorModel model)
    {
        using LiveFolder folder = new();
        using LiveModel live = new(folder.Open(), model);
        List<LiveEvent> events = [];
        foreach (
            (Id user, Id item, float value) in (IEnumerable<(Id, Id, float)>)
                [
                    (3, 4, 5f),
                    ("new", 7, 1f),
                    (3, 9, 2f),
                    ("new", "unknown", 4f),
                    (3, 4, 0f),
                    (61, "unknown", 3f),
                    ("new", 1, 4f),
                ]
        )
        {
            long sequence = live.Append(user, item, value, time: 8);
            events.Add(new(sequence, user, item, value, 8));
            LiveFolder.AssertVectors(live, events);
        }
        Assert.Equal([4, 9], live.Current.Find(3)!.Seen);
        Assert.Null(live.Current.Find(61)); // nothing is known of it that the model knows
        Assert.Null(live.Current.Find(5)); // has no history, and the model's row
        Assert.NotEqual(model.UserFactors[3].ToArray(), live.Current.Find(3)!.Factors.ToArray());
        Assert.NotEmpty(name);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Opened_again_it_has_the_same_bits_whoever_appended_in_what_order(string name, FactorModel model)
    {
        using LiveFolder folder = new();
        IReadOnlyList<LiveEvent> events;
        Dictionary<Id, float[]> factors = [];
        using (LiveModel live = new(folder.Open(), model, threads: 1))
        {
            Thread[] threads =
            [
                .. Enumerable
                    .Range(0, 4)
                    .Select(t => new Thread(() =>
                    {
                        for (int k = 0; k < 300; k++)
                            live.Append((k + t) % 70, (k * 7 + t) % 50, (k + t) % 6);
                    })),
            ];
            Array.ForEach(threads, thread => thread.Start());
            live.Events.Compact();
            Array.ForEach(threads, thread => thread.Join());
            events = live.Events.Events(out _);
            LiveFolder.AssertVectors(live, events);
            foreach (Id user in events.Select(one => one.User).Distinct())
                factors.Add(user, live.Current.Find(user)!.Factors.ToArray());
        }
        using LiveModel again = new(folder.Open(), model, threads: 2);
        Assert.Equal(events, again.Events.Events(out _));
        Assert.All(factors, user => Assert.Equal(user.Value, again.Current.Find(user.Key)!.Factors.ToArray()));
        Assert.NotEmpty(name);
    }

    [Fact]
    public void Recommendations_leave_out_what_the_user_has_and_follow_the_last_event()
    {
        FactorModel model = LiveFolder.Explicit();
        using LiveFolder folder = new();
        using LiveModel live = new(folder.Open(), model);
        Scored[] best = new Scored[50];
        Assert.Equal(50, live.Current.Recommend("new", best, out bool known));
        Assert.False(known);
        live.Append("new", 3, 5f);
        live.Append("new", 8, 1f);
        Assert.Equal(48, live.Current.Recommend("new", best, out known));
        Assert.True(known);
        LiveUser user = live.Current.Find("new")!;
        Scored[] expected = new Scored[50];
        model.Recommend(user.Factors, user.Bias, expected, [3, 8]);
        Assert.Equal(expected[..48], best[..48]);
        Assert.Equal(model.Recommend(7, expected), live.Current.Recommend(7, best, out known));
        Assert.Equal(expected, best);
    }

    [Fact]
    public void A_model_names_its_last_event_and_only_later_ones_are_folded_in()
    {
        using LiveFolder folder = new();
        FactorModel trained;
        using (EventStore store = folder.Open())
        {
            store.Append(Boards.Planted().Select());
            Ratings ratings = store.ToRatings(out long last);
            AlsTrainer trainer = new(new() { Rank = 5, Epochs = 3 });
            trainer.Fit(ratings).Model.WithLastEvent(last).Save(folder["m"]);
            trained = ModelFile.Load(folder["m"]);
            Assert.Equal(store.LastEvent, trained.Info.LastEvent);
            Assert.Null(trainer.Fit(ratings).Model.Info.LastEvent);
            store.Append(4, 2, 1f);
        }
        using LiveModel live = new(folder.Open(), trained);
        LiveFolder.AssertVectors(live, live.Events.Events(out _));
        Assert.True(live.Current.Find(4)!.IsFolded);
        Assert.False(live.Current.Find(5)!.IsFolded);
        Assert.Equal(trained.UserFactors[5].ToArray(), live.Current.Find(5)!.Factors.ToArray());
        int seen = live.Current.Find(5)!.Seen.Length;
        Assert.Equal(50 - seen, live.Current.Recommend(5, new Scored[50], out _));
        live.Append(5, 2, 1f);
        Assert.True(live.Current.Find(5)!.IsFolded);
    }

    /// <summary>Events come in while models take over: none is lost in the new one.</summary>
    [Fact]
    public void A_model_takes_over_under_load_and_no_answer_mixes_two()
    {
        FactorModel[] models = [LiveFolder.Explicit(), LiveFolder.Implicit()];
        using LiveFolder folder = new();
        using LiveModel live = new(folder.Open(), models[0], threads: 1);
        bool done = false;
        Exception? failure = null;
        Thread[] threads =
        [
            new(() => Try(k => live.Append(k % 40, k * 3 % 50, k % 6))),
            new(() => Try(k => live.Append(k % 37, k * 11 % 50, k % 5))),
            new(() => Try(k => AssertWhole(live.Current, models, k % 40))),
        ];
        Array.ForEach(threads, thread => thread.Start());
        for (int k = 1; k <= 60; k++)
            live.Replace(models[k % 2]);
        Volatile.Write(ref done, true);
        Array.ForEach(threads, thread => thread.Join());
        Assert.Null(failure);
        Assert.Same(models[0], live.Current.Model);
        LiveFolder.AssertVectors(live, live.Events.Events(out _));

        void Try(Action<int> work)
        {
            try
            {
                for (int k = 0; !Volatile.Read(ref done); k++)
                    work(k);
            }
            catch (Exception e)
            {
                failure = e;
            }
        }
    }

    [Fact]
    public void Models_and_values_that_do_not_fit_are_refused()
    {
        FactorModel model = LiveFolder.Implicit();
        using LiveFolder folder = new();
        using LiveModel live = new(folder.Open(), model);
        FactorModel strict = new(
            model.UserFactors,
            model.ItemFactors,
            model.Info with
            {
                Objective = model.Info.Objective with { Implicit = new() { Positive = -5f } },
            }
        );
        Assert.Equal("model", Assert.Throws<ArgumentException>(() => live.Replace(model.WithLastEvent(1))).ParamName);
        FactorModel pairs = new BprTrainer(new() { Rank = 5, Epochs = 1 }).Fit(Boards.Planted()).Model;
        Assert.Throws<InvalidOperationException>(() => live.Replace(pairs));
        live.Append(1, 1, -2f); // no positive, so nothing is wrong with it
        Assert.Contains(
            "-2",
            Assert.Throws<ArgumentException>(() => live.Replace(strict)).Message,
            StringComparison.Ordinal
        );
        Assert.Same(model, live.Current.Model);
        live.Replace(model);
        live.Append(1, 2, 3f);
        LiveFolder.AssertVectors(live, live.Events.Events(out _));
    }

    private static void AssertWhole(LiveVersion version, FactorModel[] models, Id id)
    {
        Assert.Contains(version.Model, models);
        if (version.Find(id) is not { } user)
            return;
        float[] once = user.Factors.ToArray();
        Assert.Equal(version.Model.Rank, once.Length);
        Assert.Equal(once, user.Factors.ToArray());
        Assert.True(user.LastEvent > 0 && user.Seen.Length is > 0 and <= 50);
    }
}

file static class RatingLists
{
    /// <summary>Ratings one by one.</summary>
    public static IEnumerable<Rating> Select(this Ratings ratings)
    {
        for (int k = 0; k < ratings.Count; k++)
            yield return new Rating(
                ratings.Users[ratings.UserRows[k]],
                ratings.Items[ratings.ItemRows[k]],
                ratings.Values[k]
            );
    }
}
