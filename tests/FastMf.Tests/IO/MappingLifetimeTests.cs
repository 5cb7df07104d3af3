using System.Runtime.CompilerServices;
using FastMf.Data;
using FastMf.IO;
using FastMf.Models;
using FastMf.Tests.Reference;

namespace FastMf.Tests.IO;

/// <summary>A mapping ends when nobody can reach it, and never before: a mistake here ends the process.</summary>
[Collection(Alone.Name)]
public sealed class MappingLifetimeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private string Path => _folder["m"];

    public void Dispose() => _folder.Dispose();

    /// <summary>What of a model keeps the mapping.</summary>
    public static TheoryData<string> Parts => [.. Keepers.Keys];

    private static Dictionary<string, Func<FactorModel, object>> Keepers { get; } =
        new()
        {
            ["model"] = model => model,
            ["user factors"] = model => model.UserFactors,
            ["item factors"] = model => model.ItemFactors,
            ["users"] = model => model.Users,
            ["items"] = model => model.Items,
        };

    [Theory]
    [MemberData(nameof(Parts))]
    public void AnyPartOfAModelKeepsTheMappingAndNothingElseDoes(string part)
    {
        new ModelRecipe(3, 2, 16, true, 1, 2, 7).Build().Save(Path);
        WeakReference mapping = Held(part);
        Collect();
        Assert.False(mapping.IsAlive);
        Assert.False(IsMapped() ?? false);
    }

    [Fact]
    public void WhatIsHandedOutOutlivesTheMapping()
    {
        FactorModel model = new ModelRecipe(3, 2, 16, true, 1, 2, 7).Build();
        model.Save(Path);
        Rows rows = Spans(out WeakReference mapping);
        Collect();
        Assert.False(mapping.IsAlive); // or the test would prove nothing
        Assert.False(IsMapped() ?? false);
        Assert.Equal(model.UserFactors[2], rows.Factors);
        Assert.Equal(model.UserBias, rows.Users);
        Assert.Equal(model.ItemBias, rows.Items);
    }

    [Fact]
    public void PagesAreSharedAndCannotBeWritten()
    {
        new ModelRecipe(3, 2, 16, true, 1, 2, 7).Build().Save(Path);
        FactorModel model = ModelFile.Open(Path);
        if (IsMapped() is bool mapped)
            Assert.True(mapped);
        if (OperatingSystem.IsLinux())
            Assert.Contains(" r--s ", Assert.Single(Mappings()), StringComparison.Ordinal);
        GC.KeepAlive(model);
    }

    public static TheoryData<string, FactorPrecision> Calls
    {
        get
        {
            TheoryData<string, FactorPrecision> calls = [];
            foreach (string call in Bodies.Keys)
            {
                calls.Add(call, FactorPrecision.Single);
                calls.Add(call, FactorPrecision.Int8);
            }
            return calls;
        }
    }

    private static Dictionary<string, Action<FactorModel>> Bodies { get; } =
        new()
        {
            ["predict"] = model => model.Predict(0, 1),
            ["recommend"] = model => model.Recommend(0, new Scored[3]),
            ["recommend all"] = model => model.RecommendAll((_, _) => { }, new() { Threads = 1, Users = [0] }),
            ["similar items"] = model => model.SimilarItems(0, new Scored[3]),
            ["similar users"] = model => model.SimilarUsers(0, new Scored[3]),
            ["copy of factors"] = model => model.ItemFactors.Copy(),
            ["share of zeros"] = model => model.ItemFactors.ZeroShare(),
            ["biases"] = model => model.ItemBias.ToArray(),
            ["id"] = model => model.Items.TryGetRow(-5, out _),
            ["ids"] = model => model.Items.MapTo(IdMap.Range(3)),
        };

    /// <summary>The model is reachable through the call alone, while collections run without pause.</summary>
    [Theory]
    [MemberData(nameof(Calls))]
    public void ACallKeepsTheMappingToItsEnd(string call, FactorPrecision precision)
    {
        Action<FactorModel> body = Bodies[call];
        GridProblems.Model(new Random(5), 3, 5, 16).Rounded(precision).Save(Path);
        for (int i = 0; i < 100; i++) // so that it is compiled for good, when nothing lives longer than it is used
            Run(body);
        Thread.Sleep(300);
        LargeFile.Write(Path, 2_000, 60_000, 16, precision: precision);
        bool done = false;
        Thread collector = new(() =>
        {
            while (!Volatile.Read(ref done))
                Collect();
        });
        collector.Start();
        for (int i = 0; i < 30; i++)
            Run(body);
        Volatile.Write(ref done, true);
        collector.Join();
        Collect();
        Assert.False(IsMapped() ?? false);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Run(Action<FactorModel> body) => body(ModelFile.Open(Path));

    [MethodImpl(MethodImplOptions.NoInlining)] // what it holds is gone when it returns
    private WeakReference Held(string part)
    {
        (object keeper, WeakReference mapping) = Open(part);
        Collect();
        Assert.True(mapping.IsAlive);
        Assert.True(IsMapped() ?? true);
        GC.KeepAlive(keeper);
        return mapping;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private (object Keeper, WeakReference Mapping) Open(string part)
    {
        FactorModel model = ModelFile.Open(Path);
        return (Keepers[part](model), new WeakReference(((MappedModel)model.Source!).File));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Rows Spans(out WeakReference mapping)
    {
        FactorModel model = ModelFile.Open(Path);
        mapping = new(((MappedModel)model.Source!).File);
        return new(model.UserFactors[2], model.UserBias, model.ItemBias);
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    /// <summary>Whether the process has the file mapped; null where that cannot be seen.</summary>
    private bool? IsMapped() => OperatingSystem.IsLinux() ? Mappings().Length > 0 : null;

    private string[] Mappings() =>
        [.. File.ReadLines("/proc/self/maps").Where(line => line.Contains(Path, StringComparison.Ordinal))];

    private readonly ref struct Rows(ReadOnlySpan<float> factors, ReadOnlySpan<float> users, ReadOnlySpan<float> items)
    {
        public ReadOnlySpan<float> Factors { get; } = factors;

        public ReadOnlySpan<float> Users { get; } = users;

        public ReadOnlySpan<float> Items { get; } = items;
    }
}
