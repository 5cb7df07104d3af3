using FastMf.Data;
using FastMf.Models;

namespace FastMf.Hosting;

/// <summary>What a service serves, and what a new model must be like before it takes over.</summary>
public sealed class RecommenderOptions
{
    /// <summary>The model file. It is replaced by writing a new file under another name and renaming it, as <c>Save</c> and <c>fastmf train</c> do.</summary>
    public string ModelPath { get; set; } = "";

    /// <summary>
    /// Whether the file is mapped into memory and not read: nothing is copied, processes share it, and it is verified all
    /// the same. Then nobody may write to the file itself; see <see cref="IO.ModelFile.Open(string, bool)"/>.
    /// </summary>
    public bool Mapped { get; set; }

    /// <summary>
    /// Ratings that users have given: what they hold is not recommended to the same user again. With <see cref="Events"/> they are the
    /// beginning of the history from which a user is folded in. Null for none.
    /// </summary>
    public string? SeenPath { get; set; }

    /// <summary>Whether and how events are taken: what users do while the service runs, part of their vectors at once. Off unless it has a path.</summary>
    public EventOptions Events { get; } = new();

    /// <summary>Titles of items: a text file with lines "id,title", more columns ignored. Null for none.</summary>
    public string? TitlesPath { get; set; }

    /// <summary>Whether a new model file is loaded as soon as it is there.</summary>
    public bool Watch { get; set; } = true;

    /// <summary>How long a file must stay as it is before it is read: until then somebody may still be writing.</summary>
    public TimeSpan Debounce { get; set; } = TimeSpan.FromMilliseconds(300);

    /// <summary>How often the file is looked at besides, where the file system announces nothing: shares, mounts, links.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Whether the host may start though the model cannot be loaded; it is then not ready until a good file is there.</summary>
    public bool StartWithoutModel { get; set; }

    /// <summary>Calls made before a new model takes over: they compile the hot path and read the factors into memory. 0 for none.</summary>
    public int WarmUpCalls { get; set; } = 100;

    /// <summary>
    /// From how many items on an index is built in the background after a model took over, from which lists of single users
    /// come many times faster, with the same answers (<see cref="Retrieval.Retriever"/>). It takes about 5/4 of a byte for each
    /// number of the item factors. <see cref="int.MaxValue"/> for never. An index that lies in the model file is used whatever the size, and
    /// nothing is built.
    /// </summary>
    public int IndexFrom { get; set; } = 20_000;

    /// <summary>
    /// How many similar items to find of every item in the background after a model took over, so that requests for at most so
    /// many look them up, with the same answers (<see cref="SimilarTable"/>). 8 bytes an entry; 0 for none.
    /// </summary>
    public int SimilarItems { get; set; }

    /// <summary>How many users are tried on a new model: their scores must be numbers and their lists in order.</summary>
    public int CanaryUsers { get; set; } = 32;

    /// <summary>Predictions that a new model must give, each within a range. Empty for none.</summary>
    public IList<CanaryPrediction> Canaries { get; } = [];

    /// <summary>Whether a new model must have the rank of the one it replaces.</summary>
    public bool RequireSameRank { get; set; }

    /// <summary>The least share of the present users that a new model must have, 0 to 1: a guard against one trained on a sample.</summary>
    public double MinUsersKept { get; set; }

    /// <summary>The least share of the present items that a new model must have, 0 to 1.</summary>
    public double MinItemsKept { get; set; }

    /// <summary>A check of one's own: what is wrong with a new model, or null. Null for none.</summary>
    public Func<FactorModel, string?>? Check { get; set; }

    /// <summary>The age of the model file from which on the service is degraded. Null for any age.</summary>
    public TimeSpan? MaxModelAge { get; set; }
}

/// <summary>A prediction that a new model must give before it takes over.</summary>
/// <param name="User">The user; the model must have it.</param>
/// <param name="Item">The item; the model must have it.</param>
/// <param name="Least">The least prediction that is right.</param>
/// <param name="Most">The greatest one.</param>
public sealed record CanaryPrediction(Id User, Id Item, float Least, float Most);
