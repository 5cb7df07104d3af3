using FastMf.AspNetCore;
using FastMf.Hosting;
using FastMf.IO;
using FastMf.Live;
using FastMf.Models;
using FastMf.Retrieval;
using FastMf.Trainers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FastMf.Docs.Tests;

/// <summary>The snippets of docs/serving.md, one after the other with those of the other documents: they share the current folder.</summary>
public sealed partial class Snippets
{
    [Fact]
    public async Task Worker()
    {
        new SgdTrainer(new() { Epochs = 2 }).Fit(RatingsReader.Read("ratings.csv")).Model.Save("model.safetensors");

        #region snippet
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Services.AddFastMf(options => options.ModelPath = "model.safetensors");
        using IHost host = builder.Build();
        await host.StartAsync(); // the model is loaded, verified and warmed up

        RecommenderHandle recommender = host.Services.GetRequiredService<RecommenderHandle>();
        RecommenderSnapshot snapshot = recommender.Snapshot(); // one version of the model for the whole request
        Scored[] best = new Scored[10];
        int n = snapshot.Recommend(user: 42, best, out bool userKnown);
        Console.WriteLine($"model {snapshot.Version}: {n} items, the first is {snapshot.Model.Items[best[0].Row]}");
        #endregion

        Assert.Equal(10, n);
        Assert.True(userKnown);
        await host.StopAsync();
    }

    [Fact]
    public async Task Web_application()
    {
        new SgdTrainer(new() { Epochs = 2 }).Fit(RatingsReader.Read("ratings.csv")).Model.Save("model.safetensors");

        #region snippet
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Services.AddFastMf(options => options.ModelPath = "model.safetensors");
        WebApplication app = builder.Build();
        app.MapFastMf("/recommend"); // returns the group: app.MapFastMf().RequireAuthorization()
        app.MapFastMfPage("/");
        #endregion

        await using (app)
        {
            app.Urls.Add("http://127.0.0.1:0");
            await app.StartAsync();
            using HttpClient client = new();
            string answer = await client.GetStringAsync(new Uri(app.Urls.Single() + "/recommend?user=42&n=3"));
            Assert.Contains("\"known\":true", answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Similar_items_and_smaller_files()
    {
        FactorModel model = new SgdTrainer(new() { Epochs = 2 }).Fit(RatingsReader.Read("ratings.csv")).Model;
        int itemRow = 7;

        #region snippet
        SimilarTable similar = SimilarTable.OfItems(model, count: 20); // once a model; to the bit what the model says
        ReadOnlySpan<Scored> likeThis = similar[itemRow]; // nothing is computed or allocated
        #endregion

        Assert.Equal(20, likeThis.Length);

        #region snippet
        model.Rounded(FactorPrecision.BFloat16).Save("model.bf16.safetensors"); // or Int8
        #endregion

        Assert.Equal(FactorPrecision.BFloat16, ModelFile.Load("model.bf16.safetensors").Info.Precision);
    }

    [Fact]
    public void Index_in_the_file()
    {
        FactorModel model = new SgdTrainer(new() { Epochs = 2 }).Fit(RatingsReader.Read("ratings.csv")).Model;

        #region snippet
        Retriever.Build(model).Save("model.safetensors"); // beside the factors, in the same file
        FactorModel opened = ModelFile.Open("model.safetensors");
        Retriever stored = opened.StoredRetriever() ?? Retriever.Build(opened); // it is there: nothing is read or built
        #endregion

        Assert.Equal(10, stored.Recommend(0, new Scored[10]));
        Assert.NotNull(opened.StoredRetriever());
    }

    [Fact]
    public async Task Worker_with_events()
    {
        new AlsTrainer(new() { Epochs = 2 }).Fit(RatingsReader.Read("ratings.csv")).Model.Save("model.safetensors");
        if (Directory.Exists("events"))
            Directory.Delete("events", recursive: true);
        Directory.CreateDirectory("events");
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();

        #region snippet
        builder.Services.AddFastMf(options =>
        {
            options.ModelPath = "model.safetensors";
            options.SeenPath = "ratings.csv"; // what users did before the first event
            options.Events.Path = "events"; // a folder, empty at first
        });
        #endregion

        using (IHost host = builder.Build())
        {
            await host.StartAsync();
            RecommenderHandle handle = host.Services.GetRequiredService<RecommenderHandle>();
            EventReceipt receipt = await handle.AppendAsync(new LiveEvent[] { new(0, 42, "tea", 5f, 0) });
            Assert.Equal(new(1, 1), receipt);
            await host.StopAsync();
        }
        Directory.Delete("events", recursive: true);
    }
}
