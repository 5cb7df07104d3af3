using FastMf.Data;
using FastMf.IO;
using FastMf.Live;
using FastMf.Models;
using FastMf.Trainers;

namespace FastMf.Docs.Tests;

/// <summary>The snippets of docs/live.md.</summary>
public sealed partial class Snippets
{
    [Fact]
    public void Live()
    {
        Directory.CreateDirectory("events");
        Ratings ratings = Ratings.From([new("ann", "milk", 4f), new("bob", "tea", 2f), new("bob", "milk", 5f)]);
        new AlsTrainer(new() { Epochs = 2 }).Fit(ratings).Model.Save("model.safetensors");

        #region snippet
        using EventStore store = EventStore.Open("events");
        using LiveModel live = new(store, ModelFile.Load("model.safetensors"));

        live.Append("ann", "tea", 5f); // on the disk, and in ann's vector
        LiveVersion version = live.Current; // one version for the whole of a request
        Scored[] best = new Scored[10];
        int n = version.Recommend("ann", best, out bool known); // without what ann has
        #endregion

        Assert.Equal(1, n);
        Assert.True(known);
        Assert.Equal("milk", version.Model.Items[best[0].Row]);
    }

    [Fact]
    public void LiveFromRatings()
    {
        Directory.CreateDirectory("events");

        #region snippet
        using EventStore store = EventStore.Open("events");
        if (store.LastEvent == 0)
            store.Append([new Rating("ann", "tea", 5), new Rating("ann", "milk", 1), new Rating("bob", "tea", 4)]);

        Ratings ratings = store.ToRatings(out long lastEvent);
        FactorModel model = new AlsTrainer().Fit(ratings).Model.WithLastEvent(lastEvent);
        model.Save("model.safetensors"); // its file says fastmf.lastEvent

        using LiveModel live = new(store, model); // folds in who did something after that event
        live.Append("bob", "milk", 2f);

        Ratings more = live.Events.ToRatings(out lastEvent); // later, in the background
        live.Replace(new AlsTrainer().Fit(more).Model.WithLastEvent(lastEvent));
        live.Events.Compact();
        #endregion

        Assert.Equal(4, live.Current.Model.Info.LastEvent);
        Assert.False(live.Current.Find("bob")!.IsFolded);
        Assert.Equal(3, ModelFile.Load("model.safetensors").Info.LastEvent);
    }
}
