using System.Text;
using System.Text.Json;
using FastMf.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace FastMf.Hosting.Tests.Http;

/// <summary>A web application with a recommender in it: in memory, or on the loopback device.</summary>
internal sealed class Served : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Served(WebApplication app, HttpClient client)
    {
        _app = app;
        Client = client;
        Handle = app.Services.GetRequiredService<RecommenderHandle>();
    }

    public HttpClient Client { get; }

    public RecommenderHandle Handle { get; }

    public IServiceProvider Services => _app.Services;

    public Uri Address => Client.BaseAddress!;

    public static async Task<Served> Start(
        string model,
        Action<RecommenderOptions>? configure = null,
        RecommenderHttpOptions? http = null,
        Action<KestrelServerOptions>? loopback = null,
        string prefix = "/recommend"
    )
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        if (loopback is null)
            builder.WebHost.UseTestServer();
        else
            builder
                .WebHost.UseKestrelCore()
                .ConfigureKestrel(server =>
                {
                    server.Listen(System.Net.IPAddress.Loopback, 0);
                    loopback(server);
                });
        builder.Services.AddFastMf(options =>
        {
            options.ModelPath = model;
            options.WarmUpCalls = 2;
            options.Debounce = TimeSpan.FromMilliseconds(20);
            options.PollInterval = TimeSpan.FromMilliseconds(50);
            configure?.Invoke(options);
        });
        WebApplication app = builder.Build();
        app.MapFastMf(prefix, http);
        app.MapFastMfPage("/", prefix);
        await app.StartAsync();
        return new(app, loopback is null ? app.GetTestClient() : new() { BaseAddress = new(AddressOf(app)) });
    }

    public async Task<(int Status, JsonElement Json)> Get(string path) =>
        await Read(await Client.GetAsync(new Uri(path, UriKind.Relative)));

    public async Task<(int Status, JsonElement Json)> Post(string path, string json, string type = "application/json")
    {
        using StringContent content = new(json, Encoding.UTF8, type);
        return await Read(await Client.PostAsync(new Uri(path, UriKind.Relative), content));
    }

    /// <summary>Asks for what must be refused, as a problem document that holds some words.</summary>
    public static void AssertProblem((int Status, JsonElement Json) answer, int status, string words)
    {
        Assert.True(answer.Status == status, $"{answer.Status}: {answer.Json}");
        Assert.Equal(status, answer.Json.GetProperty("status").GetInt32());
        Assert.Equal("about:blank", answer.Json.GetProperty("type").GetString());
        Assert.NotEqual("", answer.Json.GetProperty("title").GetString());
        Assert.Contains(words, answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("System.", answer.Json.ToString(), StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    private static async Task<(int Status, JsonElement Json)> Read(HttpResponseMessage response)
    {
        using (response)
        {
            string text = await response.Content.ReadAsStringAsync();
            string type = response.Content.Headers.ContentType?.MediaType ?? "";
            Assert.Equal(
                response.IsSuccessStatusCode
                || response.StatusCode == System.Net.HttpStatusCode.ServiceUnavailable && type == "application/json"
                    ? "application/json"
                    : "application/problem+json",
                type
            );
            return ((int)response.StatusCode, JsonDocument.Parse(text).RootElement);
        }
    }

    private static string AddressOf(WebApplication app) =>
        app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
}
