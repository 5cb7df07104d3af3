using FastMf.IO;

namespace FastMf.Tests.IO;

public class AtomicFileTests
{
    [Fact]
    public void ANewFileIsWrittenAndAnOldOneReplaced()
    {
        using TemporaryFolder folder = new();
        AtomicFile.Write(folder["f"], stream => stream.Write("first"u8));
        AtomicFile.Write(folder["f"], stream => stream.Write("2nd"u8));
        Assert.Equal("2nd", File.ReadAllText(folder["f"]));
        Assert.Equal(["f"], folder.Names);
    }

    [Fact]
    public void TheOldFileIsThereUntilTheNewOneIsWhole()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["f"], "old");
        AtomicFile.Write(
            folder["f"],
            stream =>
            {
                stream.Write("new"u8);
                stream.Flush();
                Assert.Equal("old", File.ReadAllText(folder["f"]));
                Assert.Equal(2, folder.Names.Length);
            }
        );
        Assert.Equal("new", File.ReadAllText(folder["f"]));
    }

    [Fact]
    public void AFullDiskLeavesTheOldFileAndNamesIt()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["f"], "old");
        bool reached = false;
        IOException e = Assert.Throws<IOException>(() =>
            AtomicFile.Write(
                folder["f"],
                stream =>
                {
                    stream.Write(new byte[100_000]);
                    reached = folder.Names.Length == 2;
                    throw new IOException("No space left on device");
                }
            )
        );
        Assert.True(reached);
        Assert.Contains(folder["f"], e.Message, StringComparison.Ordinal);
        Assert.Contains("No space left", e.Message, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(folder["f"]));
        Assert.Equal(["f"], folder.Names);
    }

    [Fact]
    public void OnlyWhatNobodyHasOpenAnyMoreIsDeleted()
    {
        using TemporaryFolder folder = new();
        string left = $"f.{Guid.NewGuid():N}.tmp";
        string[] others =
        [
            $"g.{Guid.NewGuid():N}.tmp",
            $"{Guid.NewGuid():N}.tmp",
            "f.tmp",
            $"f.{Guid.NewGuid():N}.tmp.gz",
        ];
        foreach (string name in (string[])[left, .. others])
            File.WriteAllText(folder[name], "half");
        AtomicFile.Write(
            folder["f"],
            outer =>
            {
                Assert.Contains(left, folder.Names); // not before the write is done
                AtomicFile.Write(folder["f"], inner => inner.Write("inner"u8)); // as another process might, meanwhile
                string own = Path.GetFileName(((FileStream)outer).Name);
                Assert.Equal([.. others.Append("f").Append(own).Order()], folder.Names.Order());
                outer.Write("outer"u8);
            }
        );
        Assert.Equal("outer", File.ReadAllText(folder["f"]));
        Assert.Equal([.. others.Append("f").Order()], folder.Names.Order());
    }

    [Fact]
    public void ALongNameIsNoObstacle()
    {
        using TemporaryFolder folder = new();
        string name = new('ä', 127); // 254 bytes
        AtomicFile.Write(folder[name], stream => stream.Write("x"u8));
        Assert.Equal([name], folder.Names);
    }

    [Fact]
    public void AnotherExceptionReachesTheCallerAndLeavesNothing()
    {
        using TemporaryFolder folder = new();
        Assert.Throws<InvalidOperationException>(() =>
            AtomicFile.Write(folder["f"], _ => throw new InvalidOperationException())
        );
        Assert.Empty(folder.Names);
    }

    [Fact]
    public void AMissingFolderIsNamed()
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder["none"], "f");
        DirectoryNotFoundException e = Assert.Throws<DirectoryNotFoundException>(() =>
            AtomicFile.Write(path, _ => { })
        );
        Assert.Contains($"'{path}': The folder '{folder["none"]}' does not exist", e.Message, StringComparison.Ordinal);
        Assert.Empty(folder.Names);
    }

    [Fact]
    public void AFileInPlaceOfTheFolderIsNamed()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["f"], "old");
        DirectoryNotFoundException e = Assert.Throws<DirectoryNotFoundException>(() =>
            AtomicFile.Write(Path.Combine(folder["f"], "g"), _ => { })
        );
        Assert.Contains("is a file, not a folder", e.Message, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(folder["f"]));
    }

    [Fact]
    public void AFolderIsNotReplaced()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder["d"]);
        Assert.Throws<IOException>(() => AtomicFile.Write(folder["d"], _ => { }));
        Assert.Equal(["d"], folder.Names);
    }

    [Fact]
    public void ALinkStaysALinkAndItsTargetIsReplaced()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["target"], "old");
        File.CreateSymbolicLink(folder["link"], folder["target"]);
        AtomicFile.Write(folder["link"], stream => stream.Write("new"u8));
        Assert.Equal("new", File.ReadAllText(folder["target"]));
        Assert.NotNull(new FileInfo(folder["link"]).LinkTarget);
    }

    [UnixFact]
    public void ADeviceIsWrittenToAndStaysADevice()
    {
        AtomicFile.Write("/dev/null", stream => stream.Write("anything"u8));
        Assert.Equal(0, new FileInfo("/dev/null").Length);
        IOException e = Assert.Throws<IOException>(() => AtomicFile.Write("/dev/full", stream => stream.Write("x"u8)));
        Assert.Contains("/dev/full", e.Message, StringComparison.Ordinal);
        Assert.Throws<IOException>(() => AtomicFile.Write("/dev/full", stream => stream.Write(new byte[200_000])));
    }

    private sealed class UnixFactAttribute : FactAttribute
    {
        public UnixFactAttribute()
        {
            if (!File.Exists("/dev/full"))
                Skip = "There is no /dev/full here.";
        }
    }
}
