using System.Globalization;
using System.Text.Json;
using FastMf.IO;

namespace FastMf.Hosting.Tests.Http;

/// <summary>Model files altered at random places, one after the other, while the service is asked.</summary>
[Collection(Alone.Name)]
public class AlteredModelTests
{
    private const string Variable = "FASTMF_ALTERED_FILES";

    /// <summary>FASTMF_ALTERED_FILES=10000 tries as many.</summary>
    private static readonly int s_files = int.Parse(
        Environment.GetEnvironmentVariable(Variable) ?? "300",
        CultureInfo.InvariantCulture
    );

    [Fact]
    public async Task Each_is_refused_and_the_service_goes_on_answering_the_same()
    {
        using TemporaryFolder folder = new();
        SmallModels.Implicit(1, users: 60, items: 50, rank: 16).Save(folder["m"]);
        await using Served served = await Served.Start(folder["m"], options => options.Watch = false);
        string expected = (await served.Get("/recommend?user=user-007")).Json.ToString();
        byte[] whole = File.ReadAllBytes(folder["m"]);
        Random random = new(7);
        long bytes = 0;
        for (int k = 0; k < s_files; k++)
        {
            byte[] altered = Alter(whole, random);
            File.WriteAllBytes(folder["altered"], altered);
            Exception? error = await Record.ExceptionAsync(() => served.Handle.LoadAsync(folder["altered"]));
            ModelFileException refused = Assert.IsType<ModelFileException>(error);
            Assert.StartsWith(folder["altered"], refused.Message, StringComparison.Ordinal);
            if (k % 10 == 0)
            {
                (int status, JsonElement json) = await served.Get("/recommend?user=user-007");
                Assert.Equal(200, status);
                Assert.Equal(expected, json.ToString());
            }
            if (k == s_files / 10)
                bytes = GC.GetTotalMemory(forceFullCollection: true);
        }
        Assert.Equal(s_files, served.Handle.Status.Failures);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true), 0, bytes + (2 << 20));
        Assert.Equal("Degraded", (await served.Get("/recommend/health")).Json.GetProperty("status").GetString());
    }

    /// <summary>A byte, a run of bytes, the end cut off, or something in between taken out or put in.</summary>
    private static byte[] Alter(byte[] whole, Random random)
    {
        byte[] altered = [.. whole];
        int at = random.Next(whole.Length);
        switch (random.Next(5))
        {
            case 0:
                altered[at] ^= (byte)random.Next(1, 256);
                return altered;
            case 1:
                random.NextBytes(altered.AsSpan(at, Math.Min(random.Next(2, 64), altered.Length - at)));
                return altered.AsSpan().SequenceEqual(whole) ? Alter(whole, random) : altered;
            case 2:
                return altered[..at];
            case 3:
                return [.. altered[..at], .. altered[Math.Min(at + random.Next(1, 9), altered.Length)..]];
            default:
                return [.. altered[..at], (byte)random.Next(256), .. altered[at..]];
        }
    }
}
