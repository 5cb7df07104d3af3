using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using FastMf.Data;
using Microsoft.Win32.SafeHandles;

namespace FastMf.IO;

/// <summary>
/// A whole file as memory, only to be read. Pages are shared with all processes that map it and are brought in when they are
/// touched. It is unmapped when nothing can reach this object any more; the collector is told how much hangs on it.
/// </summary>
internal sealed class MappedFile : SafeHandle
{
    private readonly SafeMemoryMappedViewHandle _view;

    /// <summary>Maps a file; it may be closed then.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="length">Its length.</param>
    /// <param name="path">Its name for messages.</param>
    /// <exception cref="ModelFileException">It is shorter by now.</exception>
    public MappedFile(FileStream stream, long length, string path)
        : base(0, ownsHandle: true)
    {
        (Path, Bytes) = (path, length);
        try
        {
            using MemoryMappedFile file = MemoryMappedFile.CreateFromFile(
                stream,
                mapName: null,
                length,
                MemoryMappedFileAccess.Read,
                HandleInheritability.None,
                leaveOpen: true
            );
            _view = file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read).SafeMemoryMappedViewHandle;
        }
        catch (ArgumentException e) // a capacity beyond the file's length
        {
            throw new ModelFileException(path, "that it became shorter while it was opened", "nobody writing to it", e);
        }
        SetHandle(_view.DangerousGetHandle());
        GC.AddMemoryPressure(length);
    }

    /// <summary>The file's name.</summary>
    public string Path { get; }

    /// <summary>Its length.</summary>
    public long Bytes { get; }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Where a byte of the file is in memory.</summary>
    public nint AddressOf(long offset) => handle + (nint)offset;

    /// <summary>Part of the file.</summary>
    /// <param name="offset">The first byte.</param>
    /// <param name="length">How many values.</param>
    public Region<T> Region<T>(long offset, long length)
        where T : unmanaged => new(AddressOf(offset), length, this);

    /// <summary>The path, for messages of those who know no more than the owner of their memory.</summary>
    public override string ToString() => Path;

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        GC.RemoveMemoryPressure(Bytes);
        _view.Dispose(); // harmless where its own finalizer came first
        return true;
    }
}
