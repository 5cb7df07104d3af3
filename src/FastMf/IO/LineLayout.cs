namespace FastMf.IO;

/// <summary>How the lines of one file are laid out, found or given.</summary>
/// <param name="Separator">What stands between two columns.</param>
/// <param name="HeaderLines">Lines up to the one that names the columns; 0 where none does.</param>
/// <param name="Roles">Which column is what.</param>
/// <param name="DefaultValue">The rating where no column holds it.</param>
internal sealed record LineLayout(FieldSeparator Separator, int HeaderLines, ColumnRoles Roles, float DefaultValue)
{
    /// <summary>A good line, in words.</summary>
    public string Expected =>
        $"{Roles.Count} columns with {Separator.Name} between them ({Roles.ToString().Replace("-", "any", StringComparison.Ordinal)})";
}
