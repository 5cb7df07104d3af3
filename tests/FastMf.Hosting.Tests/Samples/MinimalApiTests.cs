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
        using Process process = Start("--model", folder["m"]);
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

    [Fact]
    public async Task What_a_user_does_is_in_the_next_list_and_stays_over_a_new_model_and_a_kill()
    {
        using TemporaryFolder folder = new();
        SmallModels.Biased(1).Save(folder["m"]);
        string[] call = ["--model", folder["m"], "--events", folder.Folder("events")];
        using HttpClient client = new();
        string[] known;
        using (Process process = Start(call))
        {
            try
            {
                string address = await AddressOf(process);
                JsonElement before = await Get(client, address + "/recommend?user=7&n=20");
                string best = Items(before)[0];
                Assert.Equal(1, await Post(client, $"{address}/shelf/7/{best}"));
                JsonElement after = await Get(client, address + "/recommend?user=7&n=20");
                Assert.Equal(19, Items(after).Length);
                Assert.DoesNotContain(best, Items(after));
                Assert.NotEqual(Scores(before)[1..], Scores(after)); // another vector, not only one item less

                Assert.Equal("What everyone likes", await Greeting(client, address, "ann"));
                Assert.Equal(2, await Post(client, $"{address}/shelf/ann/{best}"));
                Assert.Equal("For you, ann", await Greeting(client, address, "ann"));

                SmallModels.Biased(2).Save(folder["m"]);
                string next = ModelFile.ReadHeader(folder["m"]).Metadata["fastmf.checksum"][..16];
                while ((await Get(client, address + "/shelf/ann")).GetProperty("model").GetString() != next)
                    await Task.Delay(50);
                Assert.Equal("For you, ann", await Greeting(client, address, "ann"));
                known = Items(await Get(client, address + "/recommend?user=7&n=20"));
                Assert.DoesNotContain(best, known);
            }
            finally
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync();
            }
        }
        using Process again = Start(call);
        try
        {
            string address = await AddressOf(again);
            Assert.Equal("For you, ann", await Greeting(client, address, "ann"));
            Assert.Equal(known, Items(await Get(client, address + "/recommend?user=7&n=20")));
        }
        finally
        {
            again.Kill(entireProcessTree: true);
            await again.WaitForExitAsync();
        }

        static string[] Items(JsonElement list) =>
            [.. list.GetProperty("items").EnumerateArray().Select(one => one.GetProperty("item").ToString())];

        static float[] Scores(JsonElement list) =>
            [.. list.GetProperty("items").EnumerateArray().Select(one => one.GetProperty("score").GetSingle())];
    }

    private static Process Start(params string[] call) =>
        Process.Start(
            new ProcessStartInfo("dotnet", [Program, "--urls", "http://127.0.0.1:0", .. call])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;

    private static async Task<string?> Greeting(HttpClient client, string address, string user) =>
        (await Get(client, $"{address}/shelf/{user}")).GetProperty("greeting").GetString();

    private static async Task<long> Post(HttpClient client, string address)
    {
        using HttpResponseMessage answer = await client.PostAsync(new Uri(address), null);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement.GetProperty("number").GetInt64();
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
