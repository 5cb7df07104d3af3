using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using FastMf.AspNetCore;
using FastMf.Data;
using FastMf.Hosting;
using FastMf.IO;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace FastMf.Benchmarks.EndToEnd;

/// <summary>
/// Requests a second over HTTP on the loopback device, JSON in and out, in turns with an endpoint of the same server that
/// returns a constant of the same size. The load comes from wrk on the same machine.
/// </summary>
internal static partial class HttpBenchmark
{
    private const int RandomUsers = 20_000;

    /// <summary>
    /// Arguments: how many items of random factors, or a model file whose users are consecutive numbers; rank of the random ones, pairs, seconds
    /// a run, connections, from how many items on there is an index; all optional.
    /// </summary>
    public static int Run(string[] args)
    {
        int Argument(int index, int otherwise) =>
            args.Length > index ? int.Parse(args[index], CultureInfo.InvariantCulture) : otherwise;
        bool isFile = args.Length > 0 && File.Exists(args[0]);
        (int items, int rank, int pairs) = (isFile ? 0 : Argument(0, 2_000), Argument(1, 64), Argument(2, 5));
        (int seconds, int connections) = (Argument(3, 4), Argument(4, 32));
        int indexFrom = Argument(5, new RecommenderOptions().IndexFrom);
        string folder = Directory.CreateTempSubdirectory("fastmf-http-").FullName;
        try
        {
            string model = isFile ? args[0] : Path.Combine(folder, "model");
            if (!isFile)
                RandomModels.Of(1, RandomUsers, items, rank).Save(model);
            IdMap users = ModelFile.Open(model).Users;
            (Id first, Id last) = (users[0], users[users.Count - 1]);
            string script = Path.Combine(folder, "load.lua");
            File.WriteAllText(
                script,
                $$"""
                wrk.method = "POST"
                wrk.headers["Content-Type"] = "application/json"
                request = function()
                  return wrk.format(nil, nil, nil, '{"user":' .. math.random({{first}}, {{last}}) .. ',"n":10}')
                end
                """
            );
            Say(
                $"{(isFile ? args[0] : $"{items} items of random factors, rank {rank}")}, an index from {indexFrom} items on"
            );
            Measure(model, indexFrom, script, pairs, $"-t1 -c{connections} -d{seconds}s").GetAwaiter().GetResult();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        return 0;
    }

    private static async Task Measure(string model, int indexFrom, string script, int pairs, string load)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        builder.Services.AddFastMf(options => (options.ModelPath, options.IndexFrom) = (model, indexFrom));
        await using WebApplication app = builder.Build();
        app.MapFastMf();
        byte[] constant = [];
        app.MapPost(
            "/constant",
            context =>
            {
                context.Response.ContentType = "application/json";
                context.Response.ContentLength = constant.Length;
                context.Response.BodyWriter.Write(constant);
                return Task.CompletedTask;
            }
        );
        await app.StartAsync();
        RecommenderHandle handle = app.Services.GetRequiredService<RecommenderHandle>();
        while (handle.Snapshot() is var present && present.Model.Items.Count >= indexFrom && !present.IsIndexed)
            await Task.Delay(50);
        string address = app.Urls.Single();
        using HttpClient client = new();
        constant = await client.GetByteArrayAsync(new Uri(address + "/recommend?user=7"));
        Say($"{constant.Length} bytes an answer; wrk {load}: {Encoding.UTF8.GetString(constant)[..90]}…");
        Requests("-t1 -c8 -d2s", script, address + "/recommend");
        Requests("-t1 -c8 -d2s", script, address + "/constant");
        List<double> shares = [];
        for (int pair = 0; pair < pairs; pair++)
        {
            Load ours = Requests(load, script, address + "/recommend");
            Load plain = Requests(load, script, address + "/constant");
            shares.Add(ours.PerSecond / plain.PerSecond);
            Say($"recommend {ours}   constant {plain}   share {ours.PerSecond / plain.PerSecond:P1}");
        }
        string metrics = await client.GetStringAsync(new Uri(address + "/recommend/metrics"));
        double sum = Metric(metrics, "fastmf_request_duration_seconds_sum");
        Say(
            $"the model itself: {sum / Metric(metrics, "fastmf_request_duration_seconds_count") * 1e6:F1} microseconds a request"
        );
        shares.Sort();
        Say($"median share {shares[shares.Count / 2]:P1}");
    }

    private static Load Requests(string load, string script, string address)
    {
        (long bytes, TimeSpan processor) = (GC.GetTotalAllocatedBytes(true), Environment.CpuUsage.TotalTime);
        string output = OutsideProgram.Run($"wrk {load} -s {script} {address}").Output;
        if (output.Contains("Non-2xx", StringComparison.Ordinal))
            throw new InvalidOperationException(output);
        double requests = double.Parse(Count().Match(output).Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        return new(
            double.Parse(PerSecond().Match(output).Groups[1].ValueSpan, CultureInfo.InvariantCulture),
            (GC.GetTotalAllocatedBytes(true) - bytes) / requests,
            (Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / requests
        );
    }

    private static double Metric(string metrics, string name) =>
        double.Parse(
            metrics
                .Split('\n')
                .Single(line => line.StartsWith(name + "{operation=\"recommend\"}", StringComparison.Ordinal))
                .Split(' ')[1],
            CultureInfo.InvariantCulture
        );

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    /// <summary>What a run of the load generator came to; bytes and processor time are the server's.</summary>
    private readonly record struct Load(double PerSecond, double BytesOfRequest, double MicrosecondsOfRequest)
    {
        public override string ToString() =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"{PerSecond, 9:F0} requests/s, {BytesOfRequest, 6:F0} bytes and {MicrosecondsOfRequest, 5:F1} us of processor each"
            );
    }

    [GeneratedRegex(@"(\d+) requests in")]
    private static partial Regex Count();

    [GeneratedRegex(@"Requests/sec:\s+([0-9.]+)")]
    private static partial Regex PerSecond();
}
