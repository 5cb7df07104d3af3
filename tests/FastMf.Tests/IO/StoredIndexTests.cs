using System.Runtime.CompilerServices;
using System.Text;
using FastMf.Data;
using FastMf.IO;
using FastMf.Models;
using FastMf.Retrieval;
using FastMf.Tests.Laws;
using FastMf.Tests.Reference;
using FsCheck;
using FsCheck.Fluent;

namespace FastMf.Tests.IO;

/// <summary>An index beside a model in its file: the same as when it was built, and nothing to trust.</summary>
[Collection(Alone.Name)]
public sealed class StoredIndexTests : IDisposable
{
    private static readonly Arbitrary<(int Seed, int Items, int Rank, ModelShape Shape)> s_models = Arb.From(
        from seed in Gen.Choose(0, int.MaxValue - 1)
        from items in Gen.Choose(0, 300)
        from rank in Gen.Elements(1, 3, 16, 17, 40, 64)
        from shape in Gen.Elements(Enum.GetValues<ModelShape>()[..^1]) // the last has no index
        select (seed, items, rank, shape)
    );

    private readonly TemporaryFolder _folder = new();
    private string Path => _folder["m"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ItIsReadAsItWasBuilt() =>
        Law.Holds(
            s_models,
            given =>
            {
                FactorModel model = ModelShapes.Make(given.Shape, new Random(given.Seed), 3, given.Items, given.Rank);
                Retriever built = Retriever.Build(model, threads: 1);
                built.Save(Path);
                byte[] file = File.ReadAllBytes(Path);
                foreach (FactorModel read in (FactorModel[])[ModelFile.Load(Path), ModelFile.Open(Path, verify: true)])
                {
                    SameModel.Assert(model, read);
                    Retriever stored = read.StoredRetriever()!;
                    Assert.Same(read, stored.Model);
                    AssertSame(built.Copy.Parts, stored.Copy.Parts);
                    AssertSameLists(model, stored);
                    stored.Save(Path);
                    Assert.Equal(file, File.ReadAllBytes(Path));
                }
            },
            tests: 60
        );

    [Fact]
    public void TheModelBesideItKeepsItsBytes()
    {
        foreach (int ids in (int[])[0, 1, 2])
        {
            FactorModel model = Small(ids);
            model.Save(Path);
            PlainSafeTensors plain = new(File.ReadAllBytes(Path));
            Assert.Null(ModelFile.Load(Path).StoredRetriever());
            Assert.Null(ModelFile.Open(Path).StoredRetriever());
            Retriever.Build(model).Save(Path);
            byte[] file = File.ReadAllBytes(Path);
            PlainSafeTensors indexed = new(file);
            Assert.Equal(plain.Names, indexed.Names.Take(plain.Names.Count));
            foreach (string name in plain.Names.Skip(1))
                Assert.Equal(plain.Bytes(name), indexed.Bytes(name));
            Assert.Equal("I8 [2,18,64]", indexed.Describe("index.head"));
            Assert.Equal("I8 [1,2,17,64]", indexed.Describe("index.rest"));
            Assert.Equal("I32 [70]", indexed.Describe("index.rows"));
            Assert.Equal(0, (8 + indexed.HeaderLength + indexed.Offsets("index.head").Begin) % 64);
            SameModel.Assert(model, SafeTensors.ReadFactors(Path));
            ModelFile.Load(Path).Save(Path); // a model alone
            Assert.DoesNotContain("index.head", new PlainSafeTensors(File.ReadAllBytes(Path)).Names);
        }
    }

    [Fact]
    public void OpeningItCopiesNothing()
    {
        Retriever.Build(Small(1)).Save(Path);
        Retriever stored = ModelFile.Open(Path).StoredRetriever()!;
        ScreeningParts parts = stored.Copy.Parts;
        Assert.True(parts.Rows.IsForeign && parts.Head.IsForeign && parts.Rest.IsForeign);
        Assert.True(parts.Scales.IsForeign && parts.Panels.IsForeign && parts.Limits.IsForeign);
        LargeFile.Write(_folder["small"], 10, 100, 64, index: true);
        LargeFile.Write(_folder["large"], 10, 20_000_000, 64, index: true); // 6.8 GB, nearly all of it a hole
        Opened(_folder["small"]);
        Assert.InRange(Opened(_folder["large"]), 0, Opened(_folder["small"]) + (1 << 15));

        static long Opened(string path)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Retriever retriever = ModelFile.Open(path).StoredRetriever()!;
            long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.Equal(3, retriever.Recommend(0, new Scored[3], new() { Allow = [0, 1, 99] })); // it works
            return bytes;
        }
    }

    [Fact]
    public void ItKeepsTheMapping()
    {
        FactorModel model = Small(1);
        Retriever.Build(model).Save(Path);
        Retriever stored = Opened();
        for (int round = 0; round < 5; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            AssertSameLists(model, stored);
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        Retriever Opened() => ModelFile.Open(Path).WithLastEvent(3).StoredRetriever()!;
    }

    [Fact]
    public void AnAlteredByteIsRefusedOrAnswersAndNothingWorse()
    {
        Retriever.Build(Small(1)).Save(Path);
        byte[] file = File.ReadAllBytes(Path);
        PlainSafeTensors plain = new(file);
        int begin = 8 + plain.HeaderLength + (int)plain.Offsets("index.head").Begin;
        int refused = 0;
        for (int i = begin; i < file.Length; i += i < begin + 8_000 ? 37 : 1) // every byte behind the codes
        {
            byte old = file[i];
            file[i] ^= (byte)(1 << (i % 8));
            File.WriteAllBytes(Path, file);
            refused += IsRefused() ? 1 : 0;
            Assert.Throws<ModelFileException>(() => ModelFile.Load(Path));
            Assert.Throws<ModelFileException>(() => ModelFile.Verify(Path));
            file[i] = old;
        }
        Assert.InRange(refused, 20, file.Length); // rows out of range

        bool IsRefused()
        {
            try
            {
                Retriever retriever = ModelFile.Open(Path).StoredRetriever()!;
                for (int user = -1; user < 3; user++)
                    retriever.Recommend(user, new Scored[5]);
                return false;
            }
            catch (InvalidDataException)
            {
                return true;
            }
        }
    }

    /// <summary>A tensor, the place of a number in it, what is written there, and what the error must say.</summary>
    public static TheoryData<string, int, byte[], string> Contents { get; } =
        new()
        {
            { "index.rows", 3, BitConverter.GetBytes(-1), "'index.rows' at row 0; expected each item once" },
            { "index.rows", 66, BitConverter.GetBytes(70), "'index.rows' at row 1; expected each item once" },
            { "index.scales", 5, PlainSafeTensors.Data(float.NaN), "'index.scales' at row 0" },
            { "index.scales", 19, PlainSafeTensors.Data(-1f), "'index.scales' at row 1" },
            { "index.turn", 33, PlainSafeTensors.Data(float.NegativeInfinity), "'index.turn' at row 1" },
            { "index.turn", 33, PlainSafeTensors.Data(7f), "'index.limits' at row 1" },
            { "index.limits", 0, PlainSafeTensors.Data(0f), "'index.panels' at row 1" },
            { "index.panels", 2, PlainSafeTensors.Data(-9f), "'index.panels' at row 0" },
            { "index.panels", 3, PlainSafeTensors.Data(0f), "'index.panels' at row 0" },
            { "index.panels", 11, PlainSafeTensors.Data(0f), "'index.panels' at row 1" },
        };

    [Theory]
    [MemberData(nameof(Contents))]
    public void WrongContentIsRefusedThoughTheChecksumFits(string tensor, int at, byte[] bytes, string message)
    {
        Retriever.Build(Small(1)).Save(Path);
        byte[] file = File.ReadAllBytes(Path);
        PlainSafeTensors plain = new(file);
        bytes.CopyTo(file, 8 + plain.HeaderLength + (int)plain.Offsets(tensor).Begin + (4 * at));
        File.WriteAllBytes(Path, PlainSafeTensors.Sign(file));
        ModelFileException e = Assert.Throws<ModelFileException>(() => ModelFile.Load(Path));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.Equal(e.Message, Assert.Throws<ModelFileException>(() => ModelFile.Verify(Path)).Message);
    }

    [Theory]
    [InlineData("index.rest", "index.rost", "no tensor 'index.rest'")]
    [InlineData("\"I8\",\"shape\":[2,18,64]", "\"I8\",\"shape\":[18,2,64]", "expected I8 [2, 18, 64]")]
    [InlineData("\"I32\",\"shape\":[70]", "\"U32\",\"shape\":[70]", "expected I32 [70]")]
    public void AWrongHeaderIsRefused(string old, string changed, string message)
    {
        Replace(old, changed);
        Assert.Contains(message, Assert.Throws<ModelFileException>(() => ModelFile.Load(Path)).Message, default);
        Assert.Contains(message, Assert.Throws<ModelFileException>(() => ModelFile.Open(Path)).Message, default);
    }

    [Fact]
    public void AnIndexOfAnotherKindIsPassedOver()
    {
        FactorModel model = Replace("fastmf.index\":\"1", "fastmf.index\":\"2");
        SameModel.Assert(model, ModelFile.Load(Path));
        Assert.Null(ModelFile.Load(Path).StoredRetriever());
        Assert.Null(ModelFile.Open(Path, verify: true).StoredRetriever());
    }

    private FactorModel Replace(string old, string changed)
    {
        FactorModel model = Small(1);
        Retriever.Build(model).Save(Path);
        byte[] file = File.ReadAllBytes(Path);
        int at = file.AsSpan().IndexOf(Encoding.UTF8.GetBytes(old));
        Assert.True(at > 0 && old.Length == changed.Length, old);
        Encoding.UTF8.GetBytes(changed).CopyTo(file, at);
        File.WriteAllBytes(Path, PlainSafeTensors.Sign(file));
        return model;
    }

    /// <summary>70 items of rank 32, hence two panels and two stages; with biases.</summary>
    private static FactorModel Small(int ids)
    {
        FactorModel model = ModelShapes.Make(ModelShape.Long, new Random(4), 3, 70, 32);
        IdMap? items = ids switch
        {
            0 => null,
            1 => IdMap.From(Enumerable.Range(0, 70).Select(k => new Id(7L * k))),
            _ => IdMap.From(Enumerable.Range(0, 70).Select(k => new Id($"tt{k}"))),
        };
        return new(
            model.UserFactors,
            model.ItemFactors,
            model.Info,
            null,
            items,
            model.UserBias.ToArray(),
            model.ItemBias.ToArray()
        );
    }

    private static void AssertSameLists(FactorModel model, Retriever stored)
    {
        Scored[] best = new Scored[7];
        Scored[] expected = new Scored[7];
        for (int user = -1; user < model.Users.Count; user++)
        {
            int count = model.Recommend(user, expected);
            Assert.Equal(count, stored.Recommend(user, best));
            Assert.Equal(expected[..count], best[..count]);
        }
    }

    private static void AssertSame(ScreeningParts expected, ScreeningParts actual)
    {
        Assert.Equal(expected.Rows.Span, actual.Rows.Span);
        Assert.Equal(expected.Head.Span, actual.Head.Span);
        Assert.Equal(expected.Rest.Span, actual.Rest.Span);
        Assert.Equal(expected.Scales.Span, actual.Scales.Span);
        Assert.Equal(expected.Panels.Span, actual.Panels.Span);
        Assert.Equal(expected.Limits.Span, actual.Limits.Span);
        for (int row = 0; row < expected.Turn.Rows; row++)
            Assert.Equal(expected.Turn.Values(row), actual.Turn.Values(row));
    }
}
