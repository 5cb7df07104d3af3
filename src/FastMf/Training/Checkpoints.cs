using System.Globalization;
using FastMf.Data;
using FastMf.IO;
using FastMf.Models;

namespace FastMf.Training;

/// <summary>The checkpoints of one fit: what they say of themselves, when they are due, and whether one may be resumed from.</summary>
internal sealed class Checkpoints
{
    private const string Prefix = "fastmf.checkpoint.";
    private const string VersionKey = Prefix + "version";
    private const string EpochKey = Prefix + "epoch";
    private const string LibraryKey = Prefix + "library";
    private const string Version = "1";

    /// <summary>Texts of a model that may be others, or that follow from the ratings.</summary>
    private static readonly HashSet<string> _free =
    [
        "fastmf.version",
        SafeTensorsHeader.ChecksumKey,
        "fastmf.mean",
        "fastmf.min_rating",
        "fastmf.max_rating",
        "fastmf.option.epochs",
    ];

    private static readonly string _parameter = "checkpoints"; // of Fit

    private readonly CheckpointOptions _options;
    private readonly FactorModel _model;
    private readonly SortedDictionary<string, string> _sources;

    /// <param name="options">Where to and from, and how often.</param>
    /// <param name="model">The fit's model, with its description.</param>
    /// <param name="train">The ratings learned from, as they were given.</param>
    /// <param name="validation">The ratings to choose an epoch by.</param>
    /// <param name="initial">The model of a warm start.</param>
    public Checkpoints(
        CheckpointOptions options,
        FactorModel model,
        Ratings train,
        Ratings? validation,
        FactorModel? initial
    )
    {
        _options = options;
        _model = model;
        _sources = new(StringComparer.Ordinal)
        {
            [LibraryKey] = typeof(Checkpoints).Assembly.GetName().Version!.ToString(),
            [Prefix + "ratings"] = Fingerprint.Of(train),
            [Prefix + "validation"] = Fingerprint.Of(validation),
            [Prefix + "initial"] = Fingerprint.Of(initial),
        };
    }

    /// <summary>Whether to resume.</summary>
    public bool Resumes => _options.ResumeFrom is not null;

    /// <summary>Whether one is to be written after this epoch.</summary>
    public bool AreDue(int epoch, bool isLast) =>
        _options.Folder is not null && (isLast || epoch % _options.Every == 0);

    /// <summary>Writes one.</summary>
    public void Write(
        TrainingSession session,
        ModelSnapshot? best,
        IReadOnlyList<EpochReport> history,
        CancellationToken cancellationToken
    )
    {
        CheckpointWriter writer = new(_model);
        writer.Add("history", ReportHistory.ToNumbers(history), ReportHistory.Columns);
        best?.Exchange(writer);
        session.Exchange(writer);
        SortedDictionary<string, string> texts = new(_sources, StringComparer.Ordinal)
        {
            [VersionKey] = Version,
            [EpochKey] = FitEvidence.Text($"{history[^1].Epoch}"),
        };
        writer.Write(Path.Combine(_options.Folder!, CheckpointOptions.FileName), texts, cancellationToken);
    }

    /// <summary>Takes over a fit's state.</summary>
    /// <param name="session">The session, as new.</param>
    /// <param name="best">Takes the model of the best epoch; null where none is kept.</param>
    /// <param name="epochs">How many epochs the fit is to have.</param>
    /// <returns>The reports so far; the last one's epoch is the one to go on after.</returns>
    /// <exception cref="ModelFileException">The file is no whole checkpoint.</exception>
    /// <exception cref="ArgumentException">It is one of another fit.</exception>
    public IReadOnlyList<EpochReport> Resume(TrainingSession session, ModelSnapshot? best, int epochs)
    {
        string path = Path.Combine(_options.ResumeFrom!, CheckpointOptions.FileName);
        ModelHeader header = ModelFile.ReadHeader(path);
        int epoch = CheckWhole(header, path);
        CheckSame(header.Metadata, path);
        if (epoch > epochs)
            throw Refusal(path, FitEvidence.Text($"it was written after epoch {epoch}; this fit ends after {epochs}"));
        using CheckpointReader reader = new(path);
        reader.Exchange("user_factors", _model.UserFactors);
        reader.Exchange("item_factors", _model.ItemFactors);
        if (_model.UserBiasArray is { } userBias)
            reader.Exchange("user_bias", userBias);
        if (_model.ItemBiasArray is { } itemBias)
            reader.Exchange("item_bias", itemBias);
        double[] history = reader.Read("history", ReportHistory.Columns, epoch + 1L);
        best?.Exchange(reader);
        session.Exchange(reader);
        return ReportHistory.Parse(history, epoch)
            ?? throw new ModelFileException(path, "reports out of order", FitEvidence.Text($"epochs up to {epoch}"));
    }

    /// <summary>The refusal of a checkpoint that is whole, but not this fit's.</summary>
    public ArgumentException Refusal(string why) =>
        Refusal(Path.Combine(_options.ResumeFrom!, CheckpointOptions.FileName), why);

    private static ArgumentException Refusal(string path, string why) =>
        new($"{path} cannot be resumed from: {why}.", _parameter);

    /// <summary>The epoch of a checkpoint whose bytes are as they were written.</summary>
    private static int CheckWhole(ModelHeader header, string path)
    {
        if (!header.Metadata.TryGetValue(VersionKey, out string? version))
            throw new ModelFileException(path, $"no {VersionKey} in its metadata", "a checkpoint");
        if (header.ChecksumMatches != true)
            throw new ModelFileException(
                path,
                "bytes that do not fit its checksum",
                "the file as it was written: it was altered or damaged since"
            );
        if (version != Version)
            throw new ModelFileException(path, $"a checkpoint of version '{version}'", Version);
        return
            header.Metadata.TryGetValue(EpochKey, out string? text)
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int epoch)
            && epoch > 0
            ? epoch
            : throw new ModelFileException(path, $"{EpochKey} '{text}'", "the number of an epoch");
    }

    /// <summary>Refuses a checkpoint of other ratings or options; names all that differ.</summary>
    private void CheckSame(IReadOnlyDictionary<string, string> found, string path)
    {
        SortedDictionary<string, string> expected = ModelMetadata.Format(_model.Info);
        foreach ((string name, string text) in _sources)
            expected.Add(name, text);
        IEnumerable<string> names = found.Keys.Where(name => !name.StartsWith(Prefix, StringComparison.Ordinal));
        string[] differences =
        [
            .. expected
                .Keys.Union(names)
                .Where(name => !_free.Contains(name))
                .Where(name => found.GetValueOrDefault(name) != expected.GetValueOrDefault(name))
                .Select(name =>
                    $"{Said(name)}: found {found.GetValueOrDefault(name) ?? "nothing"}, expected {expected.GetValueOrDefault(name) ?? "nothing"}"
                ),
        ];
        if (differences.Length > 0)
            throw Refusal(path, "it is of another fit. " + string.Join("; ", differences));
    }

    /// <summary>A name of the metadata as a user knows it.</summary>
    private static string Said(string name) =>
        name switch
        {
            LibraryKey => "version of FastMf",
            Prefix + "ratings" => "ratings",
            Prefix + "validation" => "validation ratings",
            Prefix + "initial" => "initial model",
            _ => name.Replace("fastmf.option.", "", StringComparison.Ordinal)
                .Replace("fastmf.", "", StringComparison.Ordinal)
                .Replace('_', ' '),
        };
}
