using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using FastMf.IO;

namespace FastMf.Hosting.Tests.Http;

/// <summary>A client that leaves: nobody computes for it any more.</summary>
public class DisconnectTests
{
    private const int Users = 200_000; // many seconds of work

    [Fact]
    public async Task A_batch_ends_when_its_client_has_left()
    {
        using TemporaryFolder folder = new();
        SmallModels.Biased(1, users: 10, items: 19_000, rank: 64).Save(folder["m"]);
        await using Served served = await Served.Start(
            folder["m"],
            http: new() { MaxBatch = Users, MaxBodyBytes = 1 << 20 },
            loopback: _ => { }
        );
        byte[] body = Encoding.ASCII.GetBytes($$"""{"users":[{{string.Join(',', Enumerable.Repeat(3, Users))}}]}""");
        using (TcpClient client = new())
        {
            await client.ConnectAsync(IPAddress.Loopback, served.Address.Port);
            NetworkStream stream = client.GetStream();
            await stream.WriteAsync(
                Encoding.ASCII.GetBytes(
                    $"POST /recommend/batch HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n"
                )
            );
            await stream.WriteAsync(body);
            await Hosting.Hosted.Until(() => Lists(served).GetAwaiter().GetResult() > 0, "the first list");
        }
        long before = -1;
        for (long now = 0; now != before; )
        {
            before = now;
            await Task.Delay(1000);
            now = await Lists(served);
        }
        Assert.InRange(before, 1, Users - 1);
        Assert.Equal(200, (await served.Get("/recommend?user=3")).Status);
    }

    private static async Task<long> Lists(Served served)
    {
        string metrics = await served.Client.GetStringAsync(new Uri("/recommend/metrics", UriKind.Relative));
        string? line = metrics
            .Split('\n')
            .FirstOrDefault(one =>
                one.StartsWith("fastmf_requests_total{operation=\"recommend\"}", StringComparison.Ordinal)
            );
        return line is null ? 0 : long.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
    }
}
