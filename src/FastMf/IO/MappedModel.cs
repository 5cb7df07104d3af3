using FastMf.Data;
using FastMf.Models;

namespace FastMf.IO;

/// <summary>
/// A model over a mapped file. The header is verified when it is opened, in a time that does not depend on the file's size;
/// the rest when somebody asks.
/// </summary>
internal sealed class MappedModel : ModelSource
{
    private const int HashedAtOnce = 1 << 20;

    private readonly MappedFile _file;
    private readonly ModelSide _users;
    private readonly ModelSide _items;

    private MappedModel(MappedFile file, ModelLayout layout, MappedTensors tensors)
        : base(layout.Index is null ? null : new StoredIndex(layout.Index, tensors))
    {
        _file = file;
        Header = layout.Header;
        _users = new(layout.Users, tensors);
        _items = new(layout.Items, tensors);
        Model = ModelReader.Model(layout.Info, _users, _items, this);
    }

    /// <summary>What the file says of itself.</summary>
    public SafeTensorsHeader Header { get; }

    /// <summary>The mapping.</summary>
    internal MappedFile File => _file;

    /// <summary>The model.</summary>
    public FactorModel Model { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="ModelFileException">Its header is not what it should be.</exception>
    public static MappedModel Open(string path)
    {
        using FileStream stream = ModelReader.Open(path, FileOptions.RandomAccess);
        ModelLayout layout = new(SafeTensorsHeader.Read(stream, path), foreign: false, path);
        MappedFile file = new(stream, layout.Header.FileBytes, path);
        return new(file, layout, new(file, layout.Header.Bytes.Length));
    }

    /// <summary>Verifies all of the file: the checksum, then the content.</summary>
    /// <exception cref="ModelFileException">It is not what it should be.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public void Verify(CancellationToken cancellationToken)
    {
        using FileChecksum checksum = FileChecksum.Of(Header)!; // the layout has asked for one
        for (long first = Header.Bytes.Length; first < _file.Bytes; first += HashedAtOnce)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Region<byte> bytes = _file.Region<byte>(first, Math.Min(HashedAtOnce, _file.Bytes - first));
            checksum.Append(bytes.Span);
        }
        if (!checksum.Matches())
            throw FileChecksum.Wrong(_file.Path);
        _users.CheckContent(cancellationToken);
        _items.CheckContent(cancellationToken);
        Index?.CheckContent(Model, cancellationToken);
        GC.KeepAlive(_file);
    }
}
