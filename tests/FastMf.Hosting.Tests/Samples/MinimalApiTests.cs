using System.Diagnostics;
using System.Text.Json;
using FastMf.IO;
using FastMf.Tests;

namespace FastMf.Hosting.Tests.Samples;

/// <summary>The sample of a web application, as a process of its own: it answers, and takes a new model.</summary>
public class MinimalApiTests
{
    [Fact]
    public async Task The_sample_answers_and_takes_a_new_model_and_no_smaller_one()
    {
        using TemporaryFolder folder = new();
        SmallModels.Biased(1).Save(folder["m"]);
        using Process process = Process.Start(
            new ProcessStartInfo("dotnet", [Program, "--model", folder["m"], "--urls", "http://127.0.0.1:0"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        try
        {
            string address = await AddressOf(process);
            using HttpClient client = new();
            JsonElement first = await Get(client, address + "/shelf/7");
            Assert.Equal("For you, 7", first.GetProperty("greeting").GetString());
            Assert.Equal(5, first.GetProperty("items").GetArrayLength());
            JsonElement same = await Get(client, address + "/recommend?user=7&n=5");
            Assert.Equal(
                first.GetProperty("items").EnumerateArray().Select(item => item.GetString()),
                same.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("item").ToString())
            );
            Assert.Equal("Healthy", await client.GetStringAsync(new Uri(address + "/healthz")));

            SmallModels.Biased(2).Save(folder["m"]);
            string next = ModelFile.ReadHeader(folder["m"]).Metadata["fastmf.checksum"][..16];
            while ((await Get(client, address + "/shelf/7")).GetProperty("model").GetString() != next)
                await Task.Delay(100);

            SmallModels.Biased(3, items: 5).Save(folder["m"]);
            while (await client.GetStringAsync(new Uri(address + "/healthz")) != "Degraded")
                await Task.Delay(100);
            Assert.Equal(next, (await Get(client, address + "/shelf/7")).GetProperty("model").GetString());
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
    }

    /// <summary>Built together with these tests, in the same configuration.</summary>
    private static string Program =>
        Path.Combine(
            Repository.Root,
            "tests/Samples/MinimalApi/bin",
            new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name,
            new DirectoryInfo(AppContext.BaseDirectory).Name,
            "MinimalApi.dll"
        );

    private static async Task<string> AddressOf(Process process)
    {
        const string Listening = "Now listening on: ";
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            int at = line.IndexOf(Listening, StringComparison.Ordinal);
            if (at >= 0)
            {
                _ = process.StandardOutput.ReadToEndAsync(); // so that it never waits for a reader
                return line[(at + Listening.Length)..].Trim();
            }
        }
        throw new InvalidOperationException("The sample ended: " + await process.StandardError.ReadToEndAsync());
    }

    private static async Task<JsonElement> Get(HttpClient client, string address) =>
        JsonDocument.Parse(await client.GetStringAsync(new Uri(address))).RootElement;
}
