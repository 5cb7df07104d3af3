namespace FastMf.Catalogs;

/// <summary>What is found by its name: a loss, a penalty, an optimizer. Names, help, files and checks come from here.</summary>
/// <typeparam name="T">The kind of thing.</typeparam>
public interface IEntry<T>
    where T : class, IEntry<T>
{
    /// <summary>The name on the command line and in model files.</summary>
    string Name { get; }

    /// <summary>The formula in one line, as help and documents show it.</summary>
    string Formula { get; }

    /// <summary>Its numbers and switches, in the order of its text; none for most.</summary>
    IReadOnlyList<Setting<T>> Settings { get; }
}
