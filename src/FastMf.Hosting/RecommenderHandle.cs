using System.Diagnostics;
using System.Diagnostics.Metrics;
using FastMf.Data;
using FastMf.IO;
using FastMf.Live;
using FastMf.Models;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace FastMf.Hosting;

/// <summary>
/// The model of a service while it is replaced. A request takes one <see cref="Snapshot"/> and asks that: a single read,
/// no lock. A new model is loaded, verified and warmed up beside the present one, and takes over between two requests;
/// one that is no good is refused, and the present one goes on.
/// </summary>
public sealed partial class RecommenderHandle : IDisposable
{
    private readonly RecommenderOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly IndexBuilder _index;
    private Companions? _companions; // read at the first load
    private volatile RecommenderSnapshot? _current;
    private volatile RecommenderStatus _status = new(0, 0, null, null);

    /// <summary>Made by <c>services.AddFastMf</c>.</summary>
    /// <param name="options">What to serve.</param>
    /// <param name="time">The clock; the system's where null.</param>
    /// <param name="meters">Where metrics are counted; a meter of its own where null.</param>
    /// <param name="logger">Where to tell; nowhere where null.</param>
    public RecommenderHandle(
        IOptions<RecommenderOptions> options,
        TimeProvider? time = null,
        IMeterFactory? meters = null,
        ILogger<RecommenderHandle>? logger = null
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Value;
        _time = time ?? TimeProvider.System;
        _logger = logger ?? (ILogger)NullLogger.Instance;
        _index = new(_options, _logger);
        Metrics = new(meters, () => ModelAge?.TotalSeconds, _options.Events.Path is null ? null : () => Events);
    }

    /// <summary>Whether there is a model.</summary>
    public bool IsReady => _current is not null;

    /// <summary>The present version; null before the first one.</summary>
    public RecommenderSnapshot? Current => _current;

    /// <summary>How the loading of models goes.</summary>
    public RecommenderStatus Status => _status;

    /// <summary>How long ago the file of the present model was written; null before the first one.</summary>
    public TimeSpan? ModelAge => _current is { } current ? _time.GetUtcNow() - current.WrittenAt : null;

    internal RecommenderMetrics Metrics { get; }

    /// <summary>What else is to be called before a model takes over, once a call of the warm-up; null for nothing.</summary>
    internal Action<RecommenderSnapshot>? AlsoWarm { get; set; }

    /// <summary>The present version, for the whole of a request.</summary>
    /// <exception cref="InvalidOperationException">There is none yet.</exception>
    public RecommenderSnapshot Snapshot() => _current ?? throw new InvalidOperationException("No model is loaded yet.");

    /// <summary>
    /// Loads a model file, verifies and warms it up, and lets it take over; where it is the present version already,
    /// nothing changes. One load at a time, on the thread pool.
    /// </summary>
    /// <param name="path">The file; that of the options where null.</param>
    /// <param name="cancellationToken">Ends the loading; the present model stays.</param>
    /// <returns>What serves from now on.</returns>
    /// <exception cref="IOException">The file is not there, or it is no good. The present model stays.</exception>
    /// <exception cref="ModelRefusedException">The model is not what the options ask for. The present one stays.</exception>
    public async Task<RecommenderSnapshot> LoadAsync(string? path = null, CancellationToken cancellationToken = default)
    {
        path ??= _options.ModelPath;
        int before = _status.Swaps;
        RecommenderSnapshot next = await TakeOver(
                () => ModelLoader.Load(path, _options.Mapped),
                path,
                cancellationToken
            )
            .ConfigureAwait(false);
        CollectAfter(before);
        return next;
    }

    /// <summary>Lets a model take over that is in memory already, such as one that was just trained.</summary>
    /// <param name="model">The model.</param>
    /// <param name="version">A name for it, other than that of the present one.</param>
    /// <param name="cancellationToken">Ends the work; the present model stays.</param>
    /// <returns>What serves from now on.</returns>
    /// <exception cref="ModelRefusedException">The model is not what the options ask for. The present one stays.</exception>
    public Task<RecommenderSnapshot> SwapAsync(
        FactorModel model,
        string version,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(version);
        return TakeOver(() => new LoadedModel(model, version, _time.GetUtcNow()), version, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _intake?.Dispose();
        _index.Dispose();
        _turn.Dispose();
        Metrics.Dispose();
    }

    /// <summary>
    /// The old model is garbage with the last request that holds it. Left alone, several large ones gather before the
    /// collector comes by.
    /// </summary>
    private void CollectAfter(int swaps)
    {
        if (swaps > 0 && _status.Swaps > swaps)
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
    }

    private async Task<RecommenderSnapshot> TakeOver(Func<LoadedModel> load, string path, CancellationToken token)
    {
        await _turn.WaitAsync(token).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => Replace(load, path, token), token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            Metrics.Failed();
            _status = _status with
            {
                Failures = _status.Failures + 1,
                LastError = error.Message,
                LastErrorAt = _time.GetUtcNow(),
            };
            _logger.Refused(path, _current?.Version ?? "none", error.Message);
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    private RecommenderSnapshot Replace(Func<LoadedModel> load, string path, CancellationToken token)
    {
        long begin = Stopwatch.GetTimestamp();
        LoadedModel loaded = load();
        token.ThrowIfCancellationRequested();
        if (_current is { } present && (present.Version == loaded.Version || FileOf(present) == loaded.Version))
        {
            _status = _status with { LastError = null, LastErrorAt = null };
            _logger.Unchanged(path, present.Version);
            return present;
        }
        if (ModelCheck.Objection(loaded.Model, _current?.Model, _options) is { } objection)
            throw new ModelRefusedException(path, objection);
        _companions ??= Companions.Read(_options);
        if (Intake is not { } intake)
            Publish(loaded, live: null, path, begin, token);
        else
        {
            if (loaded.Model.FoldInObjection() is { } why)
                throw new ModelRefusedException(path, $"events cannot be taken: {why}");
            try
            {
                intake.Replace(loaded.Model, _companions.Seen, live => Publish(loaded, live, path, begin, token));
            }
            catch (ArgumentException error)
            {
                throw new ModelRefusedException(path, error.Message.Split(" (Parameter")[0]);
            }
        }
        return _current!;
    }

    private void Publish(in LoadedModel loaded, LiveVersion? live, string path, long begin, CancellationToken token)
    {
        RecommenderSnapshot next = new(
            loaded,
            _status.Swaps + 1,
            _time.GetUtcNow(),
            live,
            _companions!.Seen,
            _companions.Titles,
            Metrics
        );
        next.Retriever = loaded.Model.StoredRetriever();
        WarmUp.Run(next.Uncounted(), _options.WarmUpCalls, first: _current is null, AlsoWarm, token);
        _current = next;
        _status = new(next.Number, _status.Failures, null, null);
        Metrics.Swapped();
        FactorModel model = next.Model;
        _index.Begin(next);
        double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        _logger.Swapped(next.Version, path, model.Users.Count, model.Items.Count, model.Rank, seconds);
    }

    /// <summary>What belongs to the service and not to a version of the model.</summary>
    private sealed record Companions(Ratings? Seen, ItemTitles? Titles)
    {
        public static Companions Read(RecommenderOptions options) =>
            new(
                options.SeenPath is null ? null : RatingsReader.Read(options.SeenPath),
                options.TitlesPath is null ? null : ItemTitles.Read(options.TitlesPath)
            );
    }
}
