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
    private readonly Checkpoints? _checkpoints;
    private readonly long _began;
    private double _secondsBefore; // of the part that a resumed fit does not repeat

    private EpochLoop(
        TrainerOptions options,
        TrainingSession session,
        Ratings train,
        Ratings? validation,
        WorkerTeam team,
        long began,
        Checkpoints? checkpoints,
        IProgress<EpochReport>? progress,
        CancellationToken cancellationToken
    )
    {
        _options = options;
        _checkpoints = checkpoints;
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
    /// <param name="checkpoints">Written on the way, or begun from; null for none.</param>
    /// <param name="progress">Told after each epoch.</param>
    /// <param name="cancellationToken">Ends the fit.</param>
    public static FitResult Run(
        TrainerOptions options,
        TrainingSession session,
        Ratings train,
        Ratings? validation,
        WorkerTeam team,
        long began,
        Checkpoints? checkpoints,
        IProgress<EpochReport>? progress,
        CancellationToken cancellationToken
    ) =>
        new EpochLoop(options, session, train, validation, team, began, checkpoints, progress, cancellationToken).Run(
            team.Count
        );

    /// <summary>Seconds of all parts of the fit.</summary>
    private double Seconds => _secondsBefore + Stopwatch.GetElapsedTime(_began).TotalSeconds;

    private FitResult Run(int threads)
    {
        bool watching = _training is not null || _best is not null;
        StopReason? stopped = null;
        if (_checkpoints is { Resumes: true })
            stopped = Resume();
        else if (watching)
        {
            _session.Publish();
            Report(0);
        }
        int resumedAfter = _history.Count == 0 ? 0 : _history[^1].Epoch;
        for (int epoch = resumedAfter + 1; epoch <= _options.Epochs && stopped is null; epoch++)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            bool sound = _session.RunEpoch(epoch, _cancellationToken);
            bool isLast = epoch == _options.Epochs;
            if (watching || !sound || isLast || _checkpoints?.AreDue(epoch, isLast) == true)
                sound &= _session.Publish();
            if (!sound)
                throw Diverged(epoch);
            stopped = Report(epoch);
            if (_checkpoints?.AreDue(epoch, isLast || stopped is not null) == true)
                _checkpoints.Write(_session, _best, _history, _cancellationToken);
        }
        if (_options.Epochs == 0 && !watching)
            _session.Publish();
        _best?.Restore();
        StopReason reason = stopped ?? StopReason.Epochs;
        int last = _history.Count == 0 ? 0 : _history[^1].Epoch;
        int best = _best is null ? last : _stopping.BestEpoch;
        if (_session.HasFinish)
            best = Finish(last + 1);
        return new FitResult
        {
            Model = _session.Model,
            History = _history,
            Stopped = reason,
            BestEpoch = best,
            Diagnosis = Diagnosis.Of(
                new(_history, _session.Model, best, reason, _session.PenaltyStep, Diverged: false)
            ),
            ResumedAfter = resumedAfter,
            Threads = threads,
            Seconds = Stopwatch.GetElapsedTime(_began).TotalSeconds,
        };
    }

    /// <summary>Takes over a checkpoint, and looks at its reports as if they had just come in.</summary>
    private StopReason? Resume()
    {
        _history.AddRange(_checkpoints!.Resume(_session, _best, _options.Epochs));
        EpochReport last = _history[^1];
        _secondsBefore = last.Seconds;
        bool byObjective = _best is null && _options.Tolerance is not null;
        if (byObjective && _history.Any(report => report.Objective is null))
            throw _checkpoints.Refusal("it was written without the objective of each epoch, which tolerance needs");
        foreach (EpochReport report in _history)
        {
            StopReason? stopped = _stopping.Observe(report.Epoch, ErrorOf(report));
            if (stopped is { } reason && report.Epoch < last.Epoch)
                throw _checkpoints.Refusal(
                    FitEvidence.Text(
                        $"it was written after epoch {last.Epoch}; this fit would have ended after {report.Epoch}, by {reason.ToString().ToLowerInvariant()}"
                    )
                );
            if (stopped is not null)
                return stopped;
        }
        return null;
    }

    /// <summary>What an epoch is judged by, where it was measured: the smaller the better.</summary>
    private static double? ErrorOf(EpochReport report) =>
        report.ValidationLogLoss ?? report.ValidationRmse ?? -report.ValidationNdcg ?? report.Objective;

    /// <summary>The session's last word, from the chosen model on; it is the fit's model, whatever it is measured to be.</summary>
    private int Finish(int epoch)
    {
        if (!_session.Finish(_cancellationToken))
            throw Diverged(epoch);
        Measure(epoch);
        return epoch;
    }

    /// <summary>Reports on an epoch, and says whether the fit should end.</summary>
    private StopReason? Report(int epoch)
    {
        StopReason? reason = _stopping.Observe(epoch, ErrorOf(Measure(epoch)));
        if (_best is not null && _stopping.BestEpoch == epoch)
            _best.Keep();
        return reason;
    }

    /// <summary>Measures what is listened to, and tells it.</summary>
    private EpochReport Measure(int epoch)
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
            Seconds,
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
        return report;
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
        return Diverged(
            new EpochReport(
                epoch,
                value.Total,
                value.DataCost,
                value.Penalty,
                null,
                null,
                _session.LearningRate,
                Seconds
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
