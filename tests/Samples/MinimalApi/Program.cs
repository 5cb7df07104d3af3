// A web application with a recommender in it that takes a new model while it runs:
//
//     fastmf train ratings.csv -o model.safetensors
//     dotnet run -- --model model.safetensors --urls http://127.0.0.1:5000
//     fastmf train more-ratings.csv -o model.safetensors      and the next answer is from the new model
//
// and, in a folder of its own, what users do while it runs: part of their very next answer, and kept whatever happens:
//
//     mkdir events
//     dotnet run -- --model model.safetensors --events events --urls http://127.0.0.1:5000
//     curl -X POST http://127.0.0.1:5000/shelf/7/30
//     fastmf train ratings.csv --events events -o model.safetensors
using FastMf.AspNetCore;
using FastMf.Hosting;
using FastMf.Live;
using FastMf.Models;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Services.AddFastMf(options =>
{
    options.ModelPath = builder.Configuration["model"] ?? "model.safetensors";
    options.MinItemsKept = 0.9; // a model of a sample by mistake does not take over
    options.Events.Path = builder.Configuration["events"]; // null: none are taken
});

WebApplication app = builder.Build();
app.MapFastMf("/recommend"); // the whole interface, as openapi.json there describes it
app.MapFastMfPage("/"); // a page to look around
app.MapHealthChecks("/healthz"); // the host's health, the recommender's included

// An endpoint of one's own: one snapshot, so that all of the answer is from one model.
app.MapGet(
    "/shelf/{user}",
    (string user, RecommenderHandle recommender) =>
    {
        RecommenderSnapshot snapshot = recommender.Snapshot();
        Scored[] best = new Scored[5];
        int count = snapshot.Recommend(user, best, out bool known);
        string[] items = [.. best.Take(count).Select(scored => snapshot.Model.Items[scored.Row].ToString())];
        return new
        {
            model = snapshot.Version,
            greeting = known ? $"For you, {user}" : "What everyone likes",
            items,
        };
    }
);

// And another one that takes what a user did: when it answers, that is on the disk and in the user's vector.
app.MapPost(
    "/shelf/{user}/{item}",
    async (string user, string item, RecommenderHandle recommender) =>
    {
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        EventReceipt receipt = await recommender.AppendAsync(new[] { new LiveEvent(0, user, item, 5f, now) });
        return new { number = receipt.LastEvent };
    }
);
app.Run();
