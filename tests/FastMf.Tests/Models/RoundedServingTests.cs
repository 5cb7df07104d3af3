using FastMf.Data;
using FastMf.IO;
using FastMf.Models;
using FastMf.Retrieval;
using FastMf.Tests.House;
using FastMf.Tests.IO;
using FastMf.Trainers;
using FastMf.Training;

namespace FastMf.Tests.Models;

/// <summary>
/// A model read from a file of 2 bytes or 1 a factor stays so in memory, and answers to the bit what a model of the same numbers
/// as floats answers, whatever it is asked.
/// </summary>
public sealed class RoundedServingTests : IDisposable
{
    private static readonly Ratings s_ratings = SyntheticRatings
        .Generate(
            new()
            {
                Users = 45,
                Items = 300,
                Ratings = 1_500,
                Rank = 3,
            }
        )
        .Ratings;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, FactorPrecision> ServingCalls => Cases(RoundedServing.Serving.Keys);

    public static TheoryData<string, FactorPrecision> OtherCalls => Cases(RoundedServing.Others.Keys);

    [Theory]
    [MemberData(nameof(ServingCalls))]
    public void WhatIsServedIsThatOfFloats(string call, FactorPrecision precision)
    {
        foreach ((FactorModel floats, FactorModel[] rounded) in Models(precision))
        {
            string[] expected = Texts(RoundedServing.Serving[call](floats, s_ratings));
            Assert.NotEmpty(expected);
            foreach (FactorModel model in rounded)
            {
                Assert.Equal(expected, Texts(RoundedServing.Serving[call](model, s_ratings)));
                Assert.True(model.UserFactors.IsRounded && model.ItemFactors.IsRounded);
                Assert.False(model.UserFactors.HasFloatsToo || model.ItemFactors.HasFloatsToo, "all were decoded");
            }
        }
    }

    [Theory]
    [MemberData(nameof(OtherCalls))]
    public void SoIsAllElse(string call, FactorPrecision precision)
    {
        foreach ((FactorModel floats, FactorModel[] rounded) in Models(precision))
        {
            string[] expected = Texts(RoundedServing.Others[call](floats, s_ratings));
            foreach (FactorModel model in rounded)
                Assert.Equal(expected, Texts(RoundedServing.Others[call](model, s_ratings)));
        }
    }

    /// <summary>A new member that a model is asked by belongs into one of the lists.</summary>
    [Fact]
    public void TheListsHaveAllThatIsAskedOfAModel()
    {
        string[] readNoFactors = ["WithLastEvent", "Metadata", "Verify", "Replace"];
        string lists = Sources.Read("tests/FastMf.Tests/Models/RoundedServing.cs");
        string[] members =
        [
            .. typeof(FactorModel)
                .Assembly.GetExportedTypes()
                .SelectMany(type => type.GetMethods())
                .Where(method =>
                    !method.IsSpecialName
                    && (
                        method.DeclaringType == typeof(FactorModel)
                        || method.GetParameters().Any(parameter => parameter.ParameterType == typeof(FactorModel))
                    )
                )
                .Select(method => method.Name)
                .Distinct()
                .Except(readNoFactors),
        ];
        Assert.True(members.Length > 15);
        Assert.All(members, member => Assert.Contains($".{member}(", lists, StringComparison.Ordinal));
    }

    [Fact]
    public void FloatsOfAllAreMadeOnce()
    {
        FactorModel model = Models(FactorPrecision.Int8).First().Rounded[0];
        Assert.Same(model.ItemFactors.Floats, model.ItemFactors.Floats);
        Assert.True(model.ItemFactors.HasFloatsToo);
        Assert.False(model.ItemFactors.Floats.IsRounded);
        Assert.Same(model.ItemFactors.Floats, model.Decoded().ItemFactors);
        FactorModel floats = model.Decoded();
        Assert.Same(floats, floats.Decoded());
        Assert.Equal(model.Info, floats.Info);
    }

    [Theory]
    [InlineData(FactorPrecision.BFloat16)]
    [InlineData(FactorPrecision.Int8)]
    public void OneSideMayBeRoundedAlone(FactorPrecision precision)
    {
        FactorModel opened = Models(precision).First().Rounded[0];
        FactorModel floats = opened.Decoded();
        FactorModel mixed = opened.FoldInUsers(s_ratings);
        FactorModel expected = floats.FoldInUsers(s_ratings);
        Assert.True(mixed.ItemFactors.IsRounded && !mixed.UserFactors.IsRounded);
        foreach (string call in (string[])["predict", "predict many", "recommend", "recommend all", "similar users"])
            Assert.Equal(
                Texts(RoundedServing.Serving[call](expected, s_ratings)),
                Texts(RoundedServing.Serving[call](mixed, s_ratings))
            );
    }

    public static TheoryData<string, FactorPrecision> HotCalls => Cases(Hot.Keys);

    private static Dictionary<string, Func<FactorModel, Scored[], float[], int>> Hot { get; } =
        new()
        {
            ["predict"] = (model, _, _) => model.Predict(3, 4) < 0 ? 1 : 0,
            ["predict many"] = (model, _, room) =>
            {
                model.Predict([1, 2, -1], [3, 299, 5], room);
                return 3;
            },
            ["recommend"] = (model, best, _) => model.Recommend(3, best, s_ratings),
            ["recommend from factors"] = (model, best, room) => model.Recommend(room.AsSpan(0, model.Rank), 0f, best),
            ["predict from factors"] = (model, _, room) => model.Predict(room.AsSpan(0, model.Rank), 0f, 7) < 0 ? 1 : 0,
            ["similar items"] = (model, best, _) => model.SimilarItems(3, best),
            ["fold in"] = (model, _, room) =>
                model.FoldInUser([3, 5, 8], [1f, 2f, 3f], room.AsSpan(0, model.Rank), out float _),
            ["diversify"] = (model, best, _) => model.Diversify(best.AsSpan(0, model.Recommend(3, best)), 5, 0.5f),
        };

    [Theory]
    [MemberData(nameof(HotCalls))]
    public void NothingIsAllocated(string call, FactorPrecision precision)
    {
        foreach ((_, FactorModel[] rounded) in Models(precision))
        foreach (FactorModel model in rounded)
        {
            Scored[] best = new Scored[10];
            float[] room = new float[model.Rank + 3];
            Assert.Equal(0, Enumerable.Range(0, 4).Min(_ => Allocated(() => Hot[call](model, best, room))));
        }
    }

    [Theory]
    [InlineData(FactorPrecision.BFloat16)]
    [InlineData(FactorPrecision.Int8)]
    public void AnIndexFindsWithoutAllocatingToo(FactorPrecision precision)
    {
        FactorModel model = Models(precision).First().Rounded[0];
        Retriever retriever = model.StoredRetriever()!;
        Scored[] best = new Scored[10];
        Assert.Equal(0, Enumerable.Range(0, 4).Min(_ => Allocated(() => retriever.Recommend(3, best))));
    }

    [Theory]
    [InlineData(FactorPrecision.BFloat16, 2)]
    [InlineData(FactorPrecision.Int8, 1)]
    public void ReadingTakesTheMemoryOfTheFile(FactorPrecision precision, int bytes)
    {
        new ModelRecipe(9_000, 1_000, 64, true, 0, 0, 8).Build().Rounded(precision).Save(_folder["m"]);
        ModelFile.Load(_folder["m"]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        FactorModel model = ModelFile.Load(_folder["m"]);
        long loaded = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(loaded, 640_000 * bytes, (640_000 * bytes) + 600_000);
        before = GC.GetAllocatedBytesForCurrentThread();
        FactorModel opened = ModelFile.Open(_folder["m"]);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 17);
        Assert.True(opened.UserFactors.IsMapped && opened.ItemFactors.IsMapped);
        Assert.False(model.UserFactors.IsMapped);
    }

    private static long Allocated(Func<int> call)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        int done = 0;
        for (int k = 0; k < 20; k++)
            done += call();
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(done, 0, int.MaxValue);
        return bytes;
    }

    /// <summary>Trained models as floats that are rounded, and as their file is loaded and opened.</summary>
    private IEnumerable<(FactorModel Floats, FactorModel[] Rounded)> Models(FactorPrecision precision)
    {
        Trainer[] trainers =
        [
            new AlsTrainer(new() { Rank = 5, Epochs = 2 }),
            new ImplicitAlsTrainer(new() { Rank = 32, Epochs = 2 }),
            new AlsTrainer(
                new()
                {
                    Rank = 70,
                    Epochs = 1,
                    Bias = false,
                }
            ),
        ];
        foreach (Trainer trainer in trainers)
        {
            FactorModel floats = trainer.Fit(s_ratings).Model.Rounded(precision);
            Retriever retriever = Retriever.Build(floats);
            retriever.Save(_folder["m"]);
            floats = new(
                floats.UserFactors,
                floats.ItemFactors,
                floats.Info,
                floats.Users,
                floats.Items,
                floats.UserBiasArray,
                floats.ItemBiasArray
            )
            {
                Source = (ModelFile.Open(_folder["m"]).Source as ModelSource)!,
            };
            yield return (floats, [ModelFile.Open(_folder["m"]), ModelFile.Load(_folder["m"])]);
        }
    }

    private static string[] Texts(IEnumerable<object> answers) => [.. answers.Select(answer => $"{answer}")];

    private static TheoryData<string, FactorPrecision> Cases(IEnumerable<string> calls)
    {
        TheoryData<string, FactorPrecision> cases = [];
        foreach (string call in calls)
        {
            cases.Add(call, FactorPrecision.BFloat16);
            cases.Add(call, FactorPrecision.Int8);
        }
        return cases;
    }
}
