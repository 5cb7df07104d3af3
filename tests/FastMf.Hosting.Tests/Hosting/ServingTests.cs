using FastMf.Data;
using FastMf.IO;
using FastMf.Models;
using FastMf.Retrieval;

namespace FastMf.Hosting.Tests.Hosting;

/// <summary>What a snapshot answers, beside the plainest way to the same answer.</summary>
public class ServingTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(int.MaxValue)]
    public async Task Lists_of_a_request_leave_what_they_should(int indexFrom)
    {
        using TemporaryFolder folder = new();
        FactorModel model = SmallModels.Biased(1, items: 40);
        model.Save(folder["m"]);
        await using Hosted hosted = await Hosted.Start(folder["m"], options => options.IndexFrom = indexFrom);
        RecommenderSnapshot snapshot = hosted.Handle.Snapshot();
        if (indexFrom == 0)
            await Hosted.Until(() => snapshot.IsIndexed, "an index");
        Random random = new(5);
        Scored[] best = new Scored[7];
        for (int round = 0; round < 200; round++)
        {
            int user = random.Next(-1, 30);
            int[] deny = Rows(random, random.Next(0, 45));
            int[]? allow = random.Next(2) == 0 ? null : Rows(random, random.Next(0, 45));
            ItemLists lists = new()
            {
                Deny = deny,
                Allow = allow,
                HasAllow = allow is not null,
            };
            int found = snapshot.Recommend(user + 1, best, out bool known, lists);
            Assert.Equal(user >= 0, known);
            Scored[] all = new Scored[40];
            int count = model.Recommend(user, all);
            Assert.Equal(
                all[..count].Where(s => !deny.Contains(s.Row) && (allow?.Contains(s.Row) ?? true)).Take(7),
                best[..found]
            );
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_index_in_the_file_is_used_from_the_first_request_on(bool mapped)
    {
        using TemporaryFolder folder = new();
        FactorModel model = SmallModels.Biased(1, items: 40, rank: 16);
        Retriever.Build(model).Save(folder["m"]);
        await using Hosted hosted = await Hosted.Start(
            folder["m"],
            options => (options.Mapped, options.IndexFrom) = (mapped, int.MaxValue) // nothing is built
        );
        RecommenderSnapshot snapshot = hosted.Handle.Snapshot();
        Assert.True(snapshot.IsIndexed);
        Scored[] best = new Scored[7];
        Scored[] expected = new Scored[7];
        Assert.Equal(model.Recommend(3, expected), snapshot.Recommend(4, best, out _));
        Assert.Equal(expected, best);
    }

    [Fact]
    public async Task A_table_of_similar_items_answers_what_the_model_does()
    {
        using TemporaryFolder folder = new();
        FactorModel model = SmallModels.Biased(1, items: 40);
        model.Save(folder["m"]);
        await using Hosted hosted = await Hosted.Start(folder["m"], options => options.SimilarItems = 6);
        RecommenderSnapshot snapshot = hosted.Handle.Snapshot();
        await Hosted.Until(() => snapshot.HasSimilarTable, "a table");
        foreach (int wanted in (int[])[1, 6, 7, 50]) // the last two are more than it holds
        {
            Scored[] best = new Scored[wanted];
            Scored[] expected = new Scored[wanted];
            for (int item = 0; item < 40; item++)
            {
                int count = model.SimilarItems(item, expected);
                Assert.Equal(count, snapshot.SimilarItems(10 * (item + 1), best, out bool known));
                Assert.True(known);
                Assert.Equal(expected, best);
            }
            Assert.Equal(0, snapshot.SimilarItems(77, best, out bool stranger));
            Assert.False(stranger);
        }
    }

    [Fact]
    public async Task A_history_is_answered_alike_with_and_without_an_index()
    {
        using TemporaryFolder folder = new();
        SmallModels.Implicit(3, items: 60).Save(folder["m"]);
        await using Hosted indexed = await Hosted.Start(folder["m"], options => options.IndexFrom = 60);
        await using Hosted plain = await Hosted.Start(folder["m"], options => options.IndexFrom = 61);
        await Hosted.Until(() => indexed.Handle.Snapshot().IsIndexed, "an index");
        Random random = new(6);
        Scored[] best = new Scored[9];
        Scored[] other = new Scored[9];
        for (int round = 0; round < 50; round++)
        {
            int[] history = [.. Rows(random, 12).Distinct()];
            float[] values = [.. history.Select(_ => 1f)];
            ItemLists lists = new() { Deny = Rows(random, random.Next(0, 9)) };
            int found = indexed.Handle.Snapshot().RecommendFor(history, values, best, lists);
            Assert.Equal(plain.Handle.Snapshot().RecommendFor(history, values, other, lists), found);
            Assert.Equal(other[..found], best[..found]);
        }
        Assert.False(plain.Handle.Snapshot().IsIndexed);
    }

    [Fact]
    public async Task A_row_that_is_none_is_refused()
    {
        using TemporaryFolder folder = new();
        SmallModels.Biased(1).Save(folder["m"]);
        await using Hosted hosted = await Hosted.Start(folder["m"]);
        foreach (int row in (int[])[-1, 20])
            Assert.Throws<ArgumentOutOfRangeException>(() =>
                hosted.Handle.Snapshot().Recommend(1, new Scored[3], out _, new() { Deny = [row] })
            );
    }

    [Fact]
    public async Task What_was_seen_is_left_out_also_after_a_swap_that_moves_rows()
    {
        using TemporaryFolder folder = new();
        SmallModels.Biased(1).Save(folder["m"]);
        folder.Write("seen.csv", "user,item,rating\n7,10,5\n7,30,4\n7,200,4\n8,20,3\n99,10,1\n");
        await using Hosted hosted = await Hosted.Start(folder["m"], options => options.SeenPath = folder["seen.csv"]);
        for (int items = 20; items <= 21; items++)
        {
            RecommenderSnapshot snapshot = hosted.Handle.Snapshot();
            Scored[] best = new Scored[items];
            int found = snapshot.Recommend(7, best, out _);
            long[] ids = [.. best[..found].Select(s => snapshot.Model.Items[s.Row].Integer)];
            Assert.Equal(items - 3, found);
            Assert.Empty(ids.Intersect([10L, 30, 200]));
            Assert.Equal(items, snapshot.Recommend(7, best, out _, new() { KeepSeen = true }));
            int[] allow = [0, 1]; // items 10 and 20 or, later, 5 and 10
            Assert.Equal(1, snapshot.Recommend(7, best, out _, new() { Allow = allow, HasAllow = true }));
            await hosted.Handle.SwapAsync(Moved(), "moved");
        }
    }

    [Fact]
    public async Task A_history_is_folded_in_and_its_items_are_not_recommended()
    {
        using TemporaryFolder folder = new();
        FactorModel model = SmallModels.Implicit(3);
        model.Save(folder["m"]);
        await using Hosted hosted = await Hosted.Start(folder["m"]);
        RecommenderSnapshot snapshot = hosted.Handle.Snapshot();
        Assert.True(snapshot.CanFoldIn);
        int[] items = [9, 2, 5];
        float[] values = [1, 3, 2];
        float[] factors = new float[4];
        model.FoldInUser(items, values, factors);
        Scored[] all = new Scored[20];
        int count = model.Recommend(factors, all, [2, 5, 9]);
        Scored[] best = new Scored[4];
        Assert.Equal(4, snapshot.RecommendFor(items, values, best));
        Assert.Equal(all[..4], best);
        int[] deny = [all[0].Row, all[2].Row];
        int[] allow = [all[0].Row, all[1].Row, all[4].Row, 9];
        snapshot.RecommendFor(items, values, best, new() { Deny = deny });
        Assert.Equal([all[1], all[3], all[4], all[5]], best);
        Assert.Equal(
            2,
            snapshot.RecommendFor(
                items,
                values,
                best,
                new()
                {
                    Deny = deny,
                    Allow = allow,
                    HasAllow = true,
                }
            )
        );
        Assert.Equal([all[1], all[4]], best[..2]);
        Assert.Equal(17, count);
    }

    [Theory]
    [InlineData("movieId,title,genres\n10,\"Heat, the \"\"film\"\"\",x\n20,Tea\n999,none\n")]
    [InlineData("10::Heat, the \"film\"::x\n20::Tea\n")]
    [InlineData("10\tHeat, the \"film\"\n\n20\tTea\r\n")]
    [InlineData("10|Heat, the \"film\"|1995\n20|Tea|\n")]
    public async Task Titles_are_read_from_the_usual_files(string text)
    {
        using TemporaryFolder folder = new();
        SmallModels.Biased(1).Save(folder["m"]);
        folder.Write("titles", text);
        await using Hosted hosted = await Hosted.Start(folder["m"], options => options.TitlesPath = folder["titles"]);
        RecommenderSnapshot snapshot = hosted.Handle.Snapshot();
        Assert.True(snapshot.HasTitles);
        Assert.Equal(["Heat, the \"film\"", "Tea", null], Enumerable.Range(0, 3).Select(snapshot.TitleOf));
    }

    [Theory]
    [InlineData("10,\"Heat\n", "line 1: found a quote")]
    [InlineData("10,Heat\n20\n", "line 2: found 1 field")]
    public void Titles_that_are_none_are_refused_by_their_line(string text, string words)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("titles", text);
        Assert.Contains(
            $"{path}, {words}",
            Assert.Throws<InvalidDataException>(() => ItemTitles.Read(path)).Message,
            StringComparison.Ordinal
        );
    }

    private static int[] Rows(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(40))];

    /// <summary>Item 5 comes before the others, so that all rows move.</summary>
    private static FactorModel Moved()
    {
        FactorModel model = SmallModels.Biased(4, items: 21);
        IdMap items = IdMap.From([5, .. Enumerable.Range(1, 20).Select(i => new Id(10 * i))]);
        return new(
            model.UserFactors,
            model.ItemFactors,
            model.Info,
            model.Users,
            items,
            model.UserBias.ToArray(),
            model.ItemBias.ToArray()
        );
    }
}
