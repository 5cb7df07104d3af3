using FastMf.IO;

namespace FastMf.Tests.IO;

public class FolderSyncTests
{
    [Fact]
    public void AFolderIsFlushedWhereTheSystemCan()
    {
        using TemporaryFolder folder = new();
        string path = Path.GetDirectoryName(folder["x"])!;
        Assert.Equal(!OperatingSystem.IsWindows(), FolderSync.Flush(path));
    }

    [Fact]
    public void WhatIsNoFolderIsNoError()
    {
        using TemporaryFolder folder = new();
        Assert.False(FolderSync.Flush(folder["none"]));
    }
}
