using System.Net;
using System.Net.Sockets;
using System.Text;
using FastMf.AspNetCore;
using FastMf.IO;
using Microsoft.AspNetCore.Http;

namespace FastMf.Hosting.Tests.Http;

/// <summary>Input that means harm: refused clearly, and the service goes on answering.</summary>
public sealed class HostileTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private Served _served = null!;

    public async Task InitializeAsync()
    {
        SmallModels.Biased(1).Save(_folder["m"]);
        _served = await Served.Start(
            _folder["m"],
            http: new() { MaxIds = 50, MaxBatch = 5 },
            loopback: server => server.Limits.MinRequestBodyDataRate = new(1000, TimeSpan.FromSeconds(1.1))
        );
    }

    public async Task DisposeAsync()
    {
        await StillAnswers();
        await _served.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("/recommend")]
    [InlineData("/recommend/similar")]
    [InlineData("/recommend/predict")]
    [InlineData("/recommend/fold-in")]
    [InlineData("/recommend/batch")]
    public async Task Bodies_that_are_too_long_are_refused_whether_they_say_so_or_not(string path)
    {
        string body = $$"""{"user":"{{new string('x', 1 << 20)}}"}"""; // an id of a megabyte
        Served.AssertProblem(await _served.Post(path, body), 413, "at most 131072 bytes");
        using HttpRequestMessage request = new(HttpMethod.Post, path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.TransferEncodingChunked = true;
        using HttpResponseMessage response = await _served.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task Long_ids_and_long_lists_are_refused()
    {
        string ids = string.Join(',', Enumerable.Range(0, 51));
        string pairs = string.Join(',', Enumerable.Repeat("""{"user":1,"item":10}""", 51));
        string history = string.Join(',', Enumerable.Range(0, 51).Select(i => $$"""{"item":{{i}}}"""));
        Served.AssertProblem(
            await _served.Post("/recommend", $$"""{"user":"{{new string('x', 513)}}"}"""),
            400,
            "$.user"
        );
        Served.AssertProblem(
            await _served.Post("/recommend", $$"""{"user":"{{new string('x', 60_000)}}"}"""),
            400,
            "$.user"
        );
        Served.AssertProblem(
            await _served.Post("/recommend", $$"""{"user":1,"deny":[{{ids}}]}"""),
            400,
            "51 denied items"
        );
        Served.AssertProblem(await _served.Post("/recommend", $$"""{"user":1,"allow":[{{ids}}]}"""), 400, "51 allowed");
        Served.AssertProblem(await _served.Post("/recommend/predict", $$"""{"pairs":[{{pairs}}]}"""), 400, "51 pairs");
        Served.AssertProblem(
            await _served.Post("/recommend/fold-in", $$"""{"history":[{{history}}]}"""),
            400,
            "51 items"
        );
        Served.AssertProblem(await _served.Post("/recommend/batch", """{"users":[1,2,3,4,5,6]}"""), 400, "6 users");
        Served.AssertProblem(await _served.Get($"/recommend?user={new string('x', 600)}"), 400, "600 characters");
        using HttpResponseMessage longLine = await _served.Client.GetAsync(
            new Uri($"/recommend?user={new string('x', 60_000)}", UriKind.Relative)
        );
        Assert.Equal(HttpStatusCode.RequestUriTooLong, longLine.StatusCode);
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("""{"user":""", "}")]
    public async Task Deep_JSON_is_refused(string open, string close)
    {
        string deep =
            string.Concat(Enumerable.Repeat(open, 5000)) + "1" + string.Concat(Enumerable.Repeat(close, 5000));
        Served.AssertProblem(await _served.Post("/recommend", deep), 400, "not what is expected");
        Served.AssertProblem(
            await _served.Post("/recommend", $$"""{"user":1,"deny":[{{deep}}]}"""),
            400,
            "not what is expected"
        );
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("multipart/form-data")]
    public async Task Bodies_of_another_type_are_refused(string type) =>
        Served.AssertProblem(await _served.Post("/recommend", """{"user":1}""", type), 415, "application/json");

    [Fact]
    public async Task Bytes_that_are_no_UTF_8_are_refused()
    {
        using ByteArrayContent content = new([.. "{\"user\":\""u8, 0xFF, 0xFE, .. "\"}"u8]);
        content.Headers.ContentType = new("application/json");
        using HttpResponseMessage response = await _served.Client.PostAsync(
            new Uri("/recommend", UriKind.Relative),
            content
        );
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("/recommend/../../../etc/passwd")]
    [InlineData("/recommend/model/..%2f..%2fetc%2fpasswd")]
    [InlineData("/..%5c..%5cm")]
    [InlineData("/recommend/model/m")]
    [InlineData("/page.html")]
    [InlineData("/openapi.json")]
    public async Task No_path_of_a_request_reaches_a_file(string path)
    {
        string answer = await Raw($"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 404", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("root:", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_sends_slowly_is_cut_off_while_others_are_served()
    {
        using TcpClient slow = new();
        await slow.ConnectAsync(IPAddress.Loopback, _served.Address.Port);
        NetworkStream stream = slow.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                "POST /recommend HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n"
            )
        );
        Task<string> answer = new StreamReader(stream).ReadToEndAsync();
        for (int sent = 0; sent < 1200 && !answer.IsCompleted; sent++)
        {
            try
            {
                await stream.WriteAsync("{"u8.ToArray());
            }
            catch (IOException)
            {
                break; // cut off
            }
            await Task.Delay(50);
            if (sent % 10 == 0)
                await StillAnswers();
        }
        string text = "";
        try
        {
            text = await answer.WaitAsync(TimeSpan.FromMinutes(1));
        }
        catch (IOException)
        {
            // Cut off before its answer could be read.
        }
        Assert.True(text.Length == 0 || text.StartsWith("HTTP/1.1 408", StringComparison.Ordinal), text);
    }

    [Theory]
    [InlineData("GARBAGE\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("POST /recommend HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n")]
    [InlineData(
        "POST /recommend HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n"
    )]
    public async Task What_is_no_HTTP_is_refused(string text) =>
        Assert.StartsWith("HTTP/1.1 400", await Raw(text), StringComparison.Ordinal);

    [Fact]
    public async Task Too_many_at_once_are_told_to_come_back()
    {
        using Exchange exchange = new(_served.Handle, new() { MaxConcurrent = 1, MaxWaiting = 1 });
        using ManualResetEventSlim go = new();
        TaskCompletionSource entered = new();
        Task first = Task.Run(() =>
            Run(
                new DefaultHttpContext(),
                () =>
                {
                    entered.SetResult();
                    go.Wait(60_000);
                }
            )
        );
        await entered.Task;
        DefaultHttpContext second = new();
        DefaultHttpContext third = new();
        Task waiting = Run(second, () => { });
        await Run(third, () => Assert.Fail("It should not have had its turn."));
        Assert.Equal(503, third.Response.StatusCode);
        Assert.Equal("1", third.Response.Headers.RetryAfter);
        Assert.False(waiting.IsCompleted);
        go.Set();
        await Task.WhenAll(first, waiting);
        Assert.Equal(200, second.Response.StatusCode);

        Task Run(HttpContext context, Action work) =>
            exchange.Run(context, _ => ValueTask.FromResult(0), (_, _, _) => work());
    }

    private async Task StillAnswers() => Assert.Equal(200, (await _served.Get("/recommend?user=1")).Status);

    private async Task<string> Raw(string request)
    {
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, _served.Address.Port);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        byte[] buffer = new byte[4096];
        using CancellationTokenSource late = new(TimeSpan.FromMinutes(1));
        int read = await stream.ReadAsync(buffer, late.Token);
        return Encoding.Latin1.GetString(buffer, 0, read);
    }
}
