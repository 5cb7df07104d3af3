using FastMf.Data;
using FastMf.Live;
using FastMf.Models;
using FastMf.Retrieval;

namespace FastMf.Hosting;

/// <summary>
/// One version of the model, for the whole of a request: whatever is asked of one snapshot is answered by one model, also
/// while another one takes over. Immutable and thread-safe; calls that take spans allocate nothing, once warmed up.
/// Nobody has to give it back.
/// </summary>
public sealed partial class RecommenderSnapshot
{
    private readonly RecommenderMetrics? _metrics; // null where nothing is counted
    private readonly string?[]? _titles; // by item row
    private readonly LiveVersion? _live; // null where no events are taken
    private volatile Retriever? _retriever;
    private volatile SimilarTable? _similar;

    internal RecommenderSnapshot(
        in LoadedModel loaded,
        int number,
        DateTimeOffset loadedAt,
        LiveVersion? live,
        Ratings? seen,
        ItemTitles? titles,
        RecommenderMetrics metrics
    )
    {
        Model = loaded.Model;
        Version = loaded.Version;
        Number = number;
        WrittenAt = loaded.WrittenAt;
        LoadedAt = loadedAt;
        _live = live;
        Seen = live is not null ? live.Before : seen?.AlignTo(Model.Users, Model.Items);
        _ = Seen?.ByUser; // made now, not at the first request
        _titles = titles?.For(Model.Items);
        _metrics = metrics;
    }

    private RecommenderSnapshot(RecommenderSnapshot of)
    {
        Model = of.Model;
        Version = of.Version;
        Number = of.Number;
        WrittenAt = of.WrittenAt;
        LoadedAt = of.LoadedAt;
        _live = of._live;
        Seen = of.Seen;
        _titles = of._titles;
        _retriever = of._retriever;
        _similar = of._similar;
    }

    /// <summary>The model.</summary>
    public FactorModel Model { get; }

    /// <summary>
    /// The model's version: the first 16 hexadecimal digits of its file's checksum. So the same file has the same version
    /// on every machine, and after a roll-back. Where items were learnt from events since, a dash and the last of them follow.
    /// </summary>
    public string Version { get; }

    /// <summary>Which one it is of those that this process has served: 1 for the first.</summary>
    public int Number { get; }

    /// <summary>When its file was written.</summary>
    public DateTimeOffset WrittenAt { get; }

    /// <summary>When it took over.</summary>
    public DateTimeOffset LoadedAt { get; }

    /// <summary>What users have rated, in the model's rows; null where that is not known.</summary>
    public Ratings? Seen { get; }

    /// <summary>Whether the model can fold in somebody with a history: it is one of implicit feedback or of ratings with the squared loss.</summary>
    public bool CanFoldIn => Model.FoldInObjection() is null;

    /// <summary>A value that counts for the model.</summary>
    internal float AnyValue => Model.Info.Objective.Implicit is { } f ? Math.Max(1f, f.Positive) : Model.Info.MaxRating;

    /// <summary>The same, whose requests are not counted.</summary>
    internal RecommenderSnapshot Uncounted() => new(this);

    /// <summary>Whether the index is there (<see cref="RecommenderOptions.IndexFrom"/>). Answers are the same without, only later.</summary>
    public bool IsIndexed => _retriever is not null;

    /// <summary>The index, as soon as there is one.</summary>
    internal Retriever? Retriever
    {
        get => _retriever;
        set => _retriever = value;
    }

    /// <summary>Whether the table of similar items is there (<see cref="RecommenderOptions.SimilarItems"/>). Answers are the same without, only later.</summary>
    public bool HasSimilarTable => _similar is not null;

    /// <summary>The most similar items of every item, as soon as they are found.</summary>
    internal SimilarTable? Similar
    {
        get => _similar;
        set => _similar = value;
    }

    /// <summary>Whether items have titles.</summary>
    public bool HasTitles => _titles is not null;

    /// <summary>The title of an item; null where it has none.</summary>
    /// <param name="item">The item's row.</param>
    public string? TitleOf(int item) => _titles?[item];
}
