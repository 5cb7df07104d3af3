using FastMf.IO;
using FastMf.Models;

namespace FastMf.Hosting.Tests.Hosting;

/// <summary>Many requests while models are replaced under them and memory is collected.</summary>
[Collection(Alone.Name)]
public class SwapTests
{
    private const int Versions = 8;
    private const int Swaps = 200;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_answer_is_torn_while_200_models_take_over_and_memory_stays_bounded(bool mapped)
    {
        using TemporaryFolder folder = new();
        FactorModel[] models =
        [
            .. Enumerable.Range(0, Versions).Select(seed => SmallModels.Biased(seed, 400, 3000, 32)),
        ];
        for (int k = 0; k < Versions; k++)
            models[k].Save(folder[$"m{k}"]);
        Dictionary<string, Scored[][]> answers = [];
        for (int k = 0; k < Versions; k++)
            answers[ModelFile.ReadHeader(folder[$"m{k}"]).Metadata["fastmf.checksum"][..16]] = Answers(models[k]);
        models = [];

        await using Hosted hosted = await Hosted.Start(
            folder["m0"],
            options => (options.Watch, options.Mapped) = (false, mapped)
        );
        using CancellationTokenSource done = new();
        Task<(long Requests, int Seen)>[] clients =
        [
            .. Enumerable
                .Range(0, Math.Max(2, Environment.ProcessorCount))
                .Select(client => Task.Run(() => Ask(hosted.Handle, answers, client, done.Token))),
        ];
        long bytes = 0;
        for (int swap = 1; swap <= Swaps; swap++)
        {
            RecommenderSnapshot now = await hosted.Handle.LoadAsync(folder[$"m{swap % Versions}"]);
            Assert.Equal(swap + 1, now.Number);
            if (swap % 10 == 0)
                GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
            if (swap == 20)
                bytes = GC.GetTotalMemory(forceFullCollection: true);
        }
        long after = GC.GetTotalMemory(forceFullCollection: true);
        await done.CancelAsync();
        foreach (Task<(long Requests, int Seen)> client in clients)
        {
            (long requests, int seen) = await client; // its first exception is ours
            Assert.InRange(requests, Versions, long.MaxValue);
            Assert.Equal(Versions, seen);
        }
        Assert.InRange(after, 0, bytes + (4 << 20)); // a model is 0.4 MB: 180 of them would be 70
    }

    /// <summary>The bytes of the thread that asks, metrics included.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(int.MaxValue)]
    public async Task A_request_allocates_nothing(int indexFrom)
    {
        using TemporaryFolder folder = new();
        SmallModels.Biased(1).Save(folder["m"]);
        await using Hosted hosted = await Hosted.Start(
            folder["m"],
            options => (options.WarmUpCalls, options.IndexFrom) = (100, indexFrom)
        );
        if (indexFrom == 0)
            await Hosted.Until(() => hosted.Handle.Snapshot().IsIndexed, "an index");
        Scored[] best = new Scored[5];
        int[] rows = [3, 1, 4];
        for (int round = 0; round < 3; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int user = 0; user < 40; user++)
            {
                RecommenderSnapshot snapshot = hosted.Handle.Snapshot();
                snapshot.Recommend(user, best, out _);
                snapshot.Recommend(user, best, out _, new() { Deny = rows });
                snapshot.Recommend(user, best, out _, new() { Allow = rows, HasAllow = true });
                snapshot.SimilarItems(10, best, out _);
                snapshot.Predict(user, 20);
            }
            long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            if (round == 2) // the pool's first arrays are made in the first
                Assert.Equal(0, bytes);
        }
    }

    private static (long Requests, int Seen) Ask(
        RecommenderHandle handle,
        Dictionary<string, Scored[][]> answers,
        int client,
        CancellationToken token
    )
    {
        Random random = new(client);
        Scored[] best = new Scored[10];
        HashSet<string> seen = [];
        long requests = 0;
        for (; !token.IsCancellationRequested; requests++)
        {
            RecommenderSnapshot snapshot = handle.Snapshot();
            int user = random.Next(400);
            int count = snapshot.Recommend(user + 1, best, out bool known);
            Assert.True(known);
            Assert.Equal(answers[snapshot.Version][user], best[..count]);
            seen.Add(snapshot.Version);
        }
        return (requests, seen.Count);
    }

    private static Scored[][] Answers(FactorModel model) =>
        [
            .. Enumerable
                .Range(0, model.Users.Count)
                .Select(user =>
                {
                    Scored[] best = new Scored[10];
                    Assert.Equal(10, model.Recommend(user, best));
                    return best;
                }),
        ];
}
