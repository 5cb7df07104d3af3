using FastMf.Models;

namespace FastMf.IO;

/// <summary>What the header of a model file says, verified as far as a header goes.</summary>
internal sealed class ModelLayout
{
    /// <summary>Verifies a header.</summary>
    /// <param name="header">The header, which fits the file's length.</param>
    /// <param name="foreign">Whether ids, metadata and checksum may be missing, and floats be of other types.</param>
    /// <param name="path">The file's name for messages.</param>
    /// <exception cref="ModelFileException">It is none of a model.</exception>
    public ModelLayout(SafeTensorsHeader header, bool foreign, string path)
    {
        Header = header;
        Info = foreign ? ModelMetadata.ParseForeign(header.Metadata, path) : ModelMetadata.Parse(header.Metadata, path);
        if (!foreign && header.ChecksumAt < 0)
            throw new ModelFileException(path, "no checksum in its metadata", SafeTensorsHeader.ChecksumKey);
        Users = new(header, "user", Info.Precision, foreign, path);
        Items = new(header, "item", Info.Precision, foreign, path);
        if (Users.Columns != Items.Columns)
            throw new ModelFileException(
                path,
                $"users of rank {Users.Columns} and items of rank {Items.Columns}",
                "the same rank"
            );
        Index = foreign ? null : IndexLayout.Of(header, Items, path);
    }

    /// <summary>The header.</summary>
    public SafeTensorsHeader Header { get; }

    /// <summary>Mean, rating range, objective, options.</summary>
    public ModelInfo Info { get; }

    /// <summary>The users' tensors.</summary>
    public SideLayout Users { get; }

    /// <summary>The items' tensors.</summary>
    public SideLayout Items { get; }

    /// <summary>The tensors of the index; null where there is none.</summary>
    public IndexLayout? Index { get; }
}
