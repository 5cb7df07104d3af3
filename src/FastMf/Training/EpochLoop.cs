using System.Diagnostics;
using FastMf.Data;
using FastMf.Evaluation;
using FastMf.Objectives;
using FastMf.Threads;

namespace FastMf.Training;

/// <summary>
/// The only loop over epochs: runs a trainer's epochs, reports, keeps the best, stops early, and ends a fit that
/// diverges. What nobody listens to is not computed.
/// </summary>
internal sealed class EpochLoop
{
    private const int Cutoff = 10; // of the ranking that chooses an epoch

    private readonly TrainerOptions _options;
    private readonly TrainingSession _session;
    private readonly IProgress<EpochReport>? _progress;
    private readonly CancellationToken _cancellationToken;
    private readonly IObjectiveEvaluator? _training;
    private readonly FactorNorms? _norms; // where _training is
    private readonly ErrorEvaluator? _validation;
    private readonly RankingEvaluator? _ranking; // one of the two, where there are validation ratings
    private readonly ModelSnapshot? _best;
    private readonly EarlyStopping _stopping;
    private readonly List<EpochReport> _history;
    private readonly long _began;

    private EpochLoop(
        TrainerOptions options,
        TrainingSession session,
        Ratings train,
        Ratings? validation,
        WorkerTeam team,
        long began,
        IProgress<EpochReport>? progress,
        CancellationToken cancellationToken
    )
    {
        _options = options;
        _session = session;
        _progress = progress;
        _cancellationToken = cancellationToken;
        _began = began;
        _history = new List<EpochReport>(Math.Min(options.Epochs, 4096) + 1);
        _stopping = new EarlyStopping(options.Patience, options.Tolerance);
        bool needsObjective = options.TrackObjective || session.WantsObjective;
        needsObjective |= options.Tolerance is not null && validation is null;
        if (needsObjective)
        {
            _training = ObjectiveFunction.Evaluator(session.Model, train, options.Objective, team);
            _norms = new FactorNorms(session.Model, team);
        }
        if (validation is null)
            return;
        if (options.RankingPositive is { } positive)
            _ranking = new(session.Model, new(session.Model, validation, train, positive), Cutoff, team, auc: false);
        else
            _validation = new ErrorEvaluator(session.Model, validation, team);
        _best = new ModelSnapshot(session.Model);
    }

    /// <summary>Runs the session's epochs.</summary>
    /// <param name="options">How many, and when to stop.</param>
    /// <param name="session">The trainer's state.</param>
    /// <param name="train">The ratings trained on.</param>
    /// <param name="validation">Ratings to choose the best epoch by, or null.</param>
    /// <param name="team">The session's workers.</param>
    /// <param name="began">When the fit began, as <see cref="Stopwatch.GetTimestamp"/> tells it.</param>
    /// <param name="progress">Told after each epoch.</param>
    /// <param name="cancellationToken">Ends the fit.</param>
    public static FitResult Run(
        TrainerOptions options,
        TrainingSession session,
        Ratings train,
        Ratings? validation,
        WorkerTeam team,
        long began,
        IProgress<EpochReport>? progress,
        CancellationToken cancellationToken
    ) => new EpochLoop(options, session, train, validation, team, began, progress, cancellationToken).Run(team.Count);

    private FitResult Run(int threads)
    {
        bool watching = _training is not null || _best is not null;
        if (watching)
        {
            _session.Publish();
            Report(0);
        }
        StopReason? stopped = null;
        for (int epoch = 1; epoch <= _options.Epochs && stopped is null; epoch++)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            bool sound = _session.RunEpoch(epoch, _cancellationToken);
            if (watching || !sound || epoch == _options.Epochs)
                sound &= _session.Publish();
            if (!sound)
                throw Diverged(epoch);
            stopped = Report(epoch);
        }
        if (_options.Epochs == 0 && !watching)
            _session.Publish();
        _best?.Restore();
        StopReason reason = stopped ?? StopReason.Epochs;
        int last = _history.Count == 0 ? 0 : _history[^1].Epoch;
        int best = _best is null ? last : _stopping.BestEpoch;
        return new FitResult
        {
            Model = _session.Model,
            History = _history,
            Stopped = reason,
            BestEpoch = best,
            Diagnosis = Diagnosis.Of(
                new(_history, _session.Model, best, reason, _session.PenaltyStep, Diverged: false)
            ),
            Threads = threads,
            Seconds = Stopwatch.GetElapsedTime(_began).TotalSeconds,
        };
    }

    /// <summary>Measures what is listened to, tells it, and says whether the fit should end.</summary>
    private StopReason? Report(int epoch)
    {
        ObjectiveValue? training = _training?.Evaluate(_cancellationToken);
        (double Users, double Items)? norms = _norms?.Measure();
        ErrorEvaluator.Sums? validation = _validation?.Evaluate(_cancellationToken);
        double? ndcg = Ndcg();
        bool classes = _options.Loss.IsForClasses;
        double? validationRmse = classes ? null : validation?.Rmse;
        double? validationLogLoss = classes ? validation?.LogLoss : null;
        EpochReport report = new(
            epoch,
            training?.Total,
            training?.DataCost,
            training?.Penalty,
            classes || _options.RankingPositive is not null ? null : training?.Rmse,
            validationRmse,
            _session.LearningRate,
            Stopwatch.GetElapsedTime(_began).TotalSeconds,
            validationLogLoss,
            norms?.Users,
            norms?.Items,
            ndcg
        );
        if (training is { } value)
        {
            if (!double.IsFinite(value.Total))
                throw Diverged(report);
            _session.Learn(value.Total);
        }
        _history.Add(report);
        _progress?.Report(report);
        StopReason? reason = _stopping.Observe(epoch, validationLogLoss ?? validationRmse ?? -ndcg ?? training?.Total);
        if (_best is not null && _stopping.BestEpoch == epoch)
            _best.Keep();
        return reason;
    }

    private double? Ndcg()
    {
        if (_ranking is null)
            return null;
        RankingSums sums = _ranking.Evaluate(_cancellationToken);
        return sums.Users > 0
            ? sums.MeanNdcg
            : throw new ArgumentException(
                "No user has a validation pair that is a positive and not among the training ratings.",
                "validation"
            );
    }

    private DivergedException Diverged(int epoch)
    {
        ObjectiveValue value = _session.Measure(_cancellationToken);
        double seconds = Stopwatch.GetElapsedTime(_began).TotalSeconds;
        return Diverged(
            new EpochReport(
                epoch,
                value.Total,
                value.DataCost,
                value.Penalty,
                null,
                null,
                _session.LearningRate,
                seconds
            )
        );
    }

    private DivergedException Diverged(EpochReport last)
    {
        FitEvidence fit = new(
            [.. _history, last],
            _session.Model,
            _stopping.BestEpoch,
            StopReason.Epochs,
            _session.PenaltyStep,
            Diverged: true
        );
        return new(last.Epoch, last.LearningRate, last.DataCost!.Value, last.Penalty!.Value, Diagnosis.Of(fit));
    }
}
