using FastMf.IO;
using FastMf.Models;

namespace FastMf.Hosting.Tests.Hosting;

/// <summary>A model that is not what the options ask for is refused by name, and the one before serves.</summary>
public class ValidationTests
{
    private static readonly FactorModel s_first = SmallModels.Biased(1);

    /// <summary>Options, a model that they refuse, and words of the refusal.</summary>
    public static TheoryData<string, Action<RecommenderOptions>, FactorModel, string> Refusals { get; } =
        new()
        {
            { "rank", o => o.RequireSameRank = true, SmallModels.Biased(2, rank: 5), "the rank is 5; expected 4" },
            { "users", o => o.MinUsersKept = 0.9, SmallModels.Biased(2, users: 26), "26 of the 30 users" },
            { "items", o => o.MinItemsKept = 1, SmallModels.Biased(2, items: 19), "19 of the 20 items" },
            { "canary", o => o.Canaries.Add(At(1, 10)), Shifted(s_first, 1f), "predicts" },
            { "canary's user", o => o.Canaries.Add(At(30, 10)), SmallModels.Biased(1, users: 29), "no user 30" },
            { "canary's item", o => o.Canaries.Add(At(1, 200)), SmallModels.Biased(1, items: 19), "no item 200" },
            { "own check", o => o.Check = m => m.Info.Mean > 4 ? "too kind" : null, Shifted(s_first, 1f), "too kind" },
            { "no items", _ => { }, SmallModels.Biased(2, items: 0), "no items" },
            { "infinite scores", _ => { }, Huge(), "Infinity" },
        };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task What_the_options_do_not_allow_is_refused(
        string what,
        Action<RecommenderOptions> configure,
        FactorModel next,
        string words
    )
    {
        using TemporaryFolder folder = new();
        s_first.Save(folder["m"]);
        await using Hosted hosted = await Hosted.Start(folder["m"], configure);
        RecommenderSnapshot first = hosted.Handle.Snapshot();
        next.Save(folder["n"]);
        ModelRefusedException error = await Assert.ThrowsAsync<ModelRefusedException>(() =>
            hosted.Handle.LoadAsync(folder["n"])
        );
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Equal(folder["n"], error.Path);
        Assert.Same(first, hosted.Handle.Snapshot());
        Assert.True(hosted.Handle.Status.Failures == 1, what);
    }

    [Fact]
    public async Task What_they_allow_takes_over()
    {
        using TemporaryFolder folder = new();
        s_first.Save(folder["m"]);
        await using Hosted hosted = await Hosted.Start(
            folder["m"],
            options =>
            {
                options.RequireSameRank = true;
                options.MinUsersKept = options.MinItemsKept = 0.9;
                options.Canaries.Add(At(1, 10) with { Most = 6 });
                options.Check = _ => null;
            }
        );
        Shifted(s_first, 0.5f).Save(folder["m"]);
        await Hosted.Until(() => hosted.Handle.Current!.Number == 2, "the second model serves");
    }

    private static CanaryPrediction At(int user, int item)
    {
        float y = s_first.Predict(new Data.Id(user), new Data.Id(item)).Value;
        return new(user, item, y - 0.01f, y + 0.01f);
    }

    private static FactorModel Shifted(FactorModel model, float by) =>
        new(
            model.UserFactors,
            model.ItemFactors,
            model.Info with
            {
                Mean = model.Info.Mean + by,
            },
            model.Users,
            model.Items,
            model.UserBias.ToArray(),
            model.ItemBias.ToArray()
        );

    /// <summary>Every number is finite, as the file demands, and the products are not.</summary>
    private static FactorModel Huge()
    {
        float[] large = [.. Enumerable.Repeat(1e30f, 8)];
        return new(Data.FactorMatrix.FromValues(large, 2, 4), Data.FactorMatrix.FromValues(large, 2, 4));
    }
}
