using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using FastMf.Tests.Report;

namespace FastMf.Tests.Cli;

/// <summary>The tool as a service: what it says, how it is asked, and how it ends.</summary>
public class ServeTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2); // on a busy machine

    [UnixTheory]
    [InlineData(ToolProcess.Terminate, 0)]
    [InlineData(ToolProcess.Interrupt, 130)]
    public async Task It_says_where_it_listens_serves_and_ends_when_told(int signal, int code)
    {
        using TemporaryFolder folder = new();
        string model = folder.Train(folder.WriteRatings("ratings.csv"));
        using Process process = ToolProcess.Start("serve", model, "--port", "0", "--json");
        using HttpClient client = new();
        JsonElement said = JsonDocument.Parse((await process.StandardOutput.ReadLineAsync())!).RootElement;
        Assert.Equal(model, said.GetProperty("file").GetString());
        Assert.Equal(30, said.GetProperty("users").GetInt32());
        string address = said.GetProperty("address").GetString()!;
        Assert.StartsWith("http://127.0.0.1:", address, StringComparison.Ordinal);

        JsonElement answer = JsonDocument
            .Parse(await client.GetStringAsync(new Uri(address + "/recommend?user=7&n=3")))
            .RootElement;
        JsonElement expected = CliRun.Json("recommend", model, "--user", "7", "-n", "3")[0];
        Assert.Equal(expected.GetProperty("items").ToString(), answer.GetProperty("items").ToString());
        Assert.Equal(said.GetProperty("model").GetString(), answer.GetProperty("model").GetString());
        Assert.Contains("<h1>", await client.GetStringAsync(new Uri(address + "/")), StringComparison.Ordinal);
        await Explained(new(HttpMethod.Get, address + "/none"), HttpStatusCode.NotFound, "no such path");
        await Explained(new(HttpMethod.Put, address + "/recommend"), HttpStatusCode.MethodNotAllowed, "another method");
        HttpRequestMessage stranger = new(HttpMethod.Get, address + "/recommend/model");
        stranger.Headers.Host = "elsewhere.example";
        await Explained(stranger, HttpStatusCode.BadRequest, "The header Host names another service");

        async Task Explained(HttpRequestMessage request, HttpStatusCode status, string words)
        {
            using HttpResponseMessage refused = await client.SendAsync(request);
            Assert.Equal(status, refused.StatusCode);
            Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
            JsonElement problem = JsonDocument.Parse(await refused.Content.ReadAsStringAsync()).RootElement;
            Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
            Assert.Contains(words, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
            request.Dispose();
        }

        Assert.Equal(0, ToolProcess.Kill(process, signal));
        Assert.Equal("", await process.StandardOutput.ReadToEndAsync());
        string last = (await process.StandardError.ReadToEndAsync()).TrimEnd().Split('\n')[^1];
        Assert.EndsWith("The service has ended; requests under way were answered.", last, StringComparison.Ordinal);
        await process.WaitForExitAsync();
        Assert.Equal(code, process.ExitCode);
    }

    [Fact]
    public async Task A_new_file_takes_over_and_a_bad_one_does_not()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        string model = folder.Train(ratings);
        await using Serving serving = await Serving.Start(model, "--watch", "--exclude", ratings);
        string first = await serving.Version();
        folder.Train(ratings, "--seed", "7");
        await Serving.Until(async () => await serving.Version() != first, "another model serves");
        string second = await serving.Version();
        byte[] bad = File.ReadAllBytes(model);
        bad[^1] ^= 1;
        File.WriteAllBytes(folder["bad"], bad);
        File.Move(folder["bad"], model, overwrite: true);
        await Serving.Until(
            async () => (await serving.Get("/recommend/model")).GetProperty("failures").GetInt32() == 1,
            "the bad one is refused"
        );
        Assert.Equal(second, await serving.Version());
    }

    [Fact]
    public async Task A_taken_port_a_bad_model_and_wrong_calls_have_their_codes()
    {
        using TemporaryFolder folder = new();
        string model = folder.Train(folder.WriteRatings("ratings.csv"));
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        string port = $"{((IPEndPoint)taken.LocalEndpoint).Port}";
        CliRun.Refused(1, "address already in use", "serve", model, "--port", port);
        CliRun.Refused(1, "192.0.2.1", "serve", model, "--port", "0", "--host", "192.0.2.1");
        CliRun.Refused(1, folder["none"], "serve", folder["none"]);
        CliRun.Refused(1, "expected", "serve", folder.Write("text", "this is no model"), "--port", "0", "--json");
        CliRun.Refused(1, "quote", "serve", model, "--port", "0", "--titles", folder.Write("t.csv", "1,\"a\n"));
        CliRun.Refused(2, "--port is '65536'", "serve", model, "--port", "65536");
        CliRun.Refused(2, "--host is 'example'", "serve", model, "--host", "example");
        CliRun.Refused(2, "--max-n is '0'", "serve", model, "--max-n", "0");
        CliRun.Refused(2, "--events is", "serve", model, "--events", folder["none"]);
        CliRun.Refused(2, "--sync needs --events", "serve", model, "--sync", "never");
        CliRun.Refused(2, "--learn-items needs --events", "serve", model, "--learn-items", "1m");
        CliRun.Refused(2, "at most a day", "serve", model, "--events", folder.Path, "--learn-items", "25h");
        CliRun.Refused(2, "--sync is 'always'", "serve", model, "--events", folder.Path, "--sync", "always");
        CliRun.Refused(2, "MODEL", "serve");
        await Task.CompletedTask;
    }

    [BrowserFact]
    public async Task The_page_shows_what_is_recommended_and_why()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        string model = folder.Train(ratings, "--solver", "als");
        string titles = folder.Write(
            "titles.csv",
            string.Concat(Enumerable.Range(1, 20).Select(i => $"{i},\"<b>Film</b> {i}\"\n"))
        );
        await using Serving serving = await Serving.Start(model, "--exclude", ratings, "--titles", titles);
        long best = (await serving.Get("/recommend?user=7")).GetProperty("items")[0].GetProperty("item").GetInt64();
        (string dom, string[] console) = await Browser.Open($"{serving.Address}/?user=7&why={best}");
        Assert.Empty(console);
        Assert.Contains("data-ready=\"done\"", dom, StringComparison.Ordinal);
        Assert.Contains("For user 7", dom, StringComparison.Ordinal);
        Assert.Contains($"Why &lt;b&gt;Film&lt;/b&gt; {best} ({best}) for user 7", dom, StringComparison.Ordinal);
        Assert.Contains("what each of it brings", dom, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>Film", dom, StringComparison.Ordinal);
    }

    /// <summary>The tool at work, ended with the test.</summary>
    private sealed class Serving : IAsyncDisposable
    {
        private readonly HttpClient _client = new();
        private readonly CancellationTokenSource _end = new();
        private Task<int> _run = Task.FromResult(0);

        public string Address { get; private set; } = "";

        public static async Task<Serving> Start(params string[] args)
        {
            Serving serving = new();
            FirstLine output = new();
            StringWriter error = new();
            serving._run = Task.Run(() =>
                FastMf.Cli.CommandLine.Run(["serve", .. args, "--port", "0"], output, error, serving._end.Token)
            );
            Task first = await Task.WhenAny(output.Line, serving._run);
            Assert.True(first == output.Line, error.ToString());
            serving.Address = await output.Line;
            return serving;
        }

        public async Task<JsonElement> Get(string path) =>
            JsonDocument.Parse(await _client.GetStringAsync(new Uri(Address + path))).RootElement;

        public async Task<string> Version() => (await Get("/recommend/model")).GetProperty("model").GetString()!;

        public static async Task Until(Func<Task<bool>> condition, string what)
        {
            using CancellationTokenSource late = new(s_patience);
            while (!await condition())
            {
                Assert.False(late.IsCancellationRequested, $"This never came to be: {what}");
                await Task.Delay(50);
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _end.CancelAsync();
            Assert.Equal(130, await _run);
            _client.Dispose();
            _end.Dispose();
        }
    }

    /// <summary>Standard output of which somebody waits for the first line.</summary>
    private sealed class FirstLine : StringWriter
    {
        private readonly TaskCompletionSource<string> _line = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Line => _line.Task;

        public override void Flush()
        {
            if (ToString().Split('\n') is [var line, _, ..])
                _line.TrySetResult(line.TrimEnd());
        }
    }
}
