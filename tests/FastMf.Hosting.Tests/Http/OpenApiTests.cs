using System.Text.Json;
using FastMf.AspNetCore;
using FastMf.IO;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FastMf.Hosting.Tests.Http;

/// <summary>The document of the interface is what the service does: its paths, its parameters, and what comes back.</summary>
public sealed class OpenApiTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private Served _served = null!;
    private Schemas _schemas = null!;
    private JsonElement _paths;

    public async Task InitializeAsync()
    {
        SmallModels.Biased(1).Save(_folder["m"]);
        _folder.Write("seen.csv", "user,item,rating\n7,10,5\n7,30,4\n");
        _folder.Write("titles.csv", "10,Heat\n20,Tea\n");
        _served = await Served.Start(
            _folder["m"],
            options =>
            {
                (options.SeenPath, options.TitlesPath) = (_folder["seen.csv"], _folder["titles.csv"]);
                options.Events.Path = _folder.Folder("events");
            },
            prefix: "/api/films"
        );
        JsonElement document = (await _served.Get("/api/films/openapi.json")).Json;
        Assert.Equal("/api/films", document.GetProperty("servers")[0].GetProperty("url").GetString());
        _paths = document.GetProperty("paths");
        _schemas = new(document);
    }

    public async Task DisposeAsync()
    {
        await _served.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Paths_and_methods_are_the_routes()
    {
        IEnumerable<string> routes = _served
            .Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.RoutePattern.RawText!.StartsWith("/api/films", StringComparison.Ordinal))
            .SelectMany(route =>
                route
                    .Metadata.GetRequiredMetadata<IHttpMethodMetadata>()
                    .HttpMethods.Select(method =>
                        $"{method} {route.RoutePattern.RawText!["/api/films".Length..].TrimEnd('/')}"
                    )
            );
        IEnumerable<string> documented = _paths
            .EnumerateObject()
            .SelectMany(path =>
                path.Value.EnumerateObject().Select(one => $"{one.Name.ToUpperInvariant()} {path.Name.TrimEnd('/')}")
            );
        Assert.Equal(routes.Order(), documented.Order());
    }

    [Fact]
    public async Task Every_example_is_answered_as_the_document_says()
    {
        int examples = 0;
        foreach (JsonProperty path in _paths.EnumerateObject())
        {
            if (!path.Value.TryGetProperty("post", out JsonElement post))
                continue;
            JsonElement content = post.GetProperty("requestBody")
                .GetProperty("content")
                .GetProperty("application/json");
            JsonElement example = content.GetProperty("example");
            Assert.Empty(_schemas.Objections(content.GetProperty("schema"), example));
            (int status, JsonElement json) = await _served.Post("/api/films" + path.Name, example.ToString());
            Assert.True(status == 200, json.ToString());
            AssertDocumented(post, "200", json);
            AssertDocumented(post, "400", (await _served.Post("/api/films" + path.Name, "{")).Json);
            examples++;
        }
        Assert.Equal(6, examples);
    }

    [Theory]
    [InlineData("/", "?user=7&n=3&allow=10&allow=20&deny=10&keepSeen=true")]
    [InlineData("/similar", "?item=10&n=3")]
    [InlineData("/similar", "?user=7")]
    [InlineData("/predict", "?user=7&item=10")]
    [InlineData("/explain", "?user=7&item=20")]
    [InlineData("/search", "?text=Heat&n=5")]
    [InlineData("/model", "")]
    [InlineData("/health", "")]
    public async Task Every_parameter_is_taken_and_the_answer_is_as_the_document_says(string path, string query)
    {
        JsonElement get = _paths.GetProperty(path).GetProperty("get");
        (int status, JsonElement json) = await _served.Get("/api/films" + path + query);
        Assert.True(status == 200, json.ToString());
        AssertDocumented(get, "200", json);
        if (path == "/explain")
            Assert.Equal(2, json.GetProperty("history").GetArrayLength());
        if (!get.TryGetProperty("parameters", out JsonElement parameters))
            return;
        foreach (JsonElement parameter in parameters.EnumerateArray())
        {
            string name = parameter.GetProperty("name").GetString()!;
            // A parameter that the endpoint does not know would be refused by that name.
            (_, JsonElement answer) = await _served.Get($"/api/films{path}?{name}=1");
            Assert.DoesNotContain("no parameter", answer.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_members_of_the_requests_are_those_that_are_read()
    {
        foreach (
            string name in (string[])
                [
                    "RecommendRequest",
                    "SimilarRequest",
                    "PredictRequest",
                    "FoldInRequest",
                    "BatchRequest",
                    "EventsRequest",
                ]
        )
        {
            Type type = typeof(RecommenderHttpOptions).Assembly.GetType($"FastMf.AspNetCore.{name}")!;
            IEnumerable<string> members = RequestJson.Default.GetTypeInfo(type)!.Properties.Select(one => one.Name);
            Assert.Equal(
                members.Order(),
                _schemas.Named(name).GetProperty("properties").EnumerateObject().Select(one => one.Name).Order()
            );
        }
    }

    [Fact]
    public void A_wrong_answer_would_be_seen()
    {
        JsonElement schema = _schemas.Named("RecommendAnswer");
        foreach (
            string wrong in (string[])
                [
                    "{}",
                    """{"model":1,"user":1,"known":true,"items":[]}""",
                    """{"model":"a","user":1.5,"known":true,"items":[]}""",
                    """{"model":"a","user":1,"known":true,"items":[{"item":1}]}""",
                    """{"model":"a","user":1,"known":true,"items":[],"more":1}""",
                ]
        )
            Assert.NotEmpty(_schemas.Objections(schema, JsonDocument.Parse(wrong).RootElement));
    }

    private void AssertDocumented(JsonElement operation, string status, JsonElement json)
    {
        JsonElement content = operation.GetProperty("responses").GetProperty(status).GetProperty("content");
        Assert.Empty(_schemas.Objections(content.EnumerateObject().Single().Value.GetProperty("schema"), json));
    }
}
