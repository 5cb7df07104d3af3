using System.Diagnostics;
using FastMf.Data;
using FastMf.IO;
using FastMf.Models;
using FastMf.Threads;

namespace FastMf.Training;

/// <summary>Turns ratings into a model. Immutable: a trainer keeps nothing of a fit and may be used again and at once.</summary>
public abstract class Trainer
{
    /// <summary>Trains a model.</summary>
    /// <param name="train">The ratings to learn from.</param>
    /// <param name="progress">Told after each epoch, on the thread of the fit.</param>
    /// <param name="cancellationToken">Ends the fit within a fraction of an epoch.</param>
    /// <exception cref="ArgumentException">The ratings do not suit the options.</exception>
    /// <exception cref="DivergedException">The numbers ran off to infinity.</exception>
    /// <exception cref="OperationCanceledException">The token asked to stop.</exception>
    public FitResult Fit(
        Ratings train,
        IProgress<EpochReport>? progress = null,
        CancellationToken cancellationToken = default
    ) => Fit(train, null, null, progress, cancellationToken);

    /// <summary>Trains a model, watching the error on other ratings and keeping the best epoch.</summary>
    /// <param name="train">The ratings to learn from.</param>
    /// <param name="validation">Ratings held out to choose the best epoch by; null to keep the last epoch.</param>
    /// <param name="initial">A model to begin from (a warm start); rows it lacks begin at random. It keeps its mean.</param>
    /// <param name="progress">Told after each epoch, on the thread of the fit.</param>
    /// <param name="cancellationToken">Ends the fit within a fraction of an epoch.</param>
    /// <exception cref="ArgumentException">The ratings do not suit the options.</exception>
    /// <exception cref="DivergedException">The numbers ran off to infinity.</exception>
    /// <exception cref="OperationCanceledException">The token asked to stop.</exception>
    public FitResult Fit(
        Ratings train,
        Ratings? validation,
        FactorModel? initial = null,
        IProgress<EpochReport>? progress = null,
        CancellationToken cancellationToken = default
    ) => Run(train, validation, initial, null, progress, cancellationToken);

    /// <summary>Trains a model with checkpoints: writes them on the way, or goes on from one, or both.</summary>
    /// <param name="train">The ratings to learn from.</param>
    /// <param name="validation">Ratings held out to choose the best epoch by; null to keep the last epoch.</param>
    /// <param name="initial">A model to begin from; when a fit is resumed, the one that it began from. Null for none.</param>
    /// <param name="checkpoints">Where to, how often, and where from.</param>
    /// <param name="progress">Told after each epoch, on the thread of the fit, before the epoch's checkpoint is written.</param>
    /// <param name="cancellationToken">Ends the fit within a fraction of an epoch; the last checkpoint stays.</param>
    /// <exception cref="ArgumentException">The ratings do not suit the options, or the checkpoint is of other ratings or options; says which, found and expected.</exception>
    /// <exception cref="ModelFileException">The checkpoint is cut off, altered or none.</exception>
    /// <exception cref="IOException">A folder or the checkpoint is missing, or could not be written.</exception>
    /// <exception cref="DivergedException">The numbers ran off to infinity.</exception>
    /// <exception cref="OperationCanceledException">The token asked to stop.</exception>
    public FitResult Fit(
        Ratings train,
        Ratings? validation,
        FactorModel? initial,
        CheckpointOptions checkpoints,
        IProgress<EpochReport>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(checkpoints);
        checkpoints.Check();
        return Run(train, validation, initial, checkpoints, progress, cancellationToken);
    }

    /// <summary>By what its fits are judged.</summary>
    internal ValidationMeasure Measure => Common.Measure;

    /// <summary>The trainer's options, as far as all trainers share them.</summary>
    private protected abstract TrainerOptions Common { get; }

    /// <summary>The state of a fit, ready for its first epoch.</summary>
    private protected abstract TrainingSession Begin(
        StartingPoint start,
        WorkerTeam team,
        CancellationToken cancellationToken
    );

    private FitResult Run(
        Ratings train,
        Ratings? validation,
        FactorModel? initial,
        CheckpointOptions? checkpoints,
        IProgress<EpochReport>? progress,
        CancellationToken cancellationToken
    )
    {
        using WorkerTeam team = new(Common.Threads);
        return Fit(train, validation, initial, checkpoints, team, progress, cancellationToken);
    }

    /// <summary>The same by a team's threads, and by no others.</summary>
    internal FitResult Fit(
        Ratings train,
        Ratings? validation,
        FactorModel? initial,
        CheckpointOptions? checkpoints,
        WorkerTeam team,
        IProgress<EpochReport>? progress,
        CancellationToken cancellationToken
    )
    {
        long began = Stopwatch.GetTimestamp();
        initial = initial?.Decoded();
        CheckRatings(Common, train, validation, initial);
        TrainerOptions options = Common.For(train);
        StartingPoint start = StartingPoint.Of(train, initial, options, team);
        using TrainingSession session = Begin(start, team, cancellationToken);
        FitResult result = EpochLoop.Run(
            options,
            session,
            start.Ratings,
            validation,
            team,
            began,
            checkpoints is null ? null : new(checkpoints, start.Model, train, validation, initial),
            progress,
            cancellationToken
        );
        GC.KeepAlive(initial); // it may be mapped
        return result;
    }

    /// <summary>Refuses ratings that cannot be learned from, and numbers that the loss is not defined for.</summary>
    /// <exception cref="ArgumentException">They do not suit it.</exception>
    private static void CheckRatings(TrainerOptions options, Ratings train, Ratings? validation, FactorModel? initial)
    {
        ArgumentNullException.ThrowIfNull(train);
        if (train.Count == 0)
            throw new ArgumentException("There are no ratings to learn from.", nameof(train));
        if (validation is { Count: 0 })
            throw new ArgumentException("There are no ratings to validate on.", nameof(validation));
        if (validation is null && options.Patience is not null)
            throw new ArgumentException("Patience needs validation ratings.", nameof(validation));
        if (options.Loss.Objection(train.Values) is { } why)
            throw new ArgumentException($"Loss: {why}", nameof(train));
        if (validation is not null && options.Loss.Objection(validation.Values) is { } whyNot)
            throw new ArgumentException($"Loss: {whyNot}", nameof(validation));
        if (options.Objective.Implicit?.Objection(train) is { } objection)
            throw new ArgumentException($"Implicit feedback: {objection}", nameof(train));
        if (options.Objective.Pairwise is not null && PairwiseFeedback.Objection(train) is { } noPairs)
            throw new ArgumentException($"Pairwise ranking: {noPairs}", nameof(train));
        if (options.RankingPositive is { } positive)
            CheckPositives(positive, train);
        if (initial is null)
            return;
        CheckKind("user", initial.Users, train.Users, nameof(initial));
        CheckKind("item", initial.Items, train.Items, nameof(initial));
        if (!options.NonNegative)
            return;
        if (HasNegative(initial.UserFactors) || HasNegative(initial.ItemFactors))
            throw new ArgumentException(
                "The model to begin with has negative factors; NonNegative keeps them at 0 or above.",
                nameof(initial)
            );
    }

    /// <summary>Integers and texts would be joined as if they named other rows, which is hardly ever meant.</summary>
    private static void CheckKind(string side, IdMap initial, IdMap train, string argument)
    {
        if (initial.IsInteger == train.IsInteger || initial.Count == 0 || train.Count == 0)
            return;
        throw new ArgumentException(
            $"The model to begin with has {Kind(initial)} as {side} ids, the ratings have {Kind(train)}; expected both of one kind.",
            argument
        );

        static string Kind(IdMap ids) => $"{(ids.IsInteger ? "integers" : "texts")} (such as {ids[0]})";
    }

    private static void CheckPositives(float positive, Ratings train)
    {
        foreach (float value in train.Values)
        {
            if (value >= positive)
                return;
        }
        throw new ArgumentException(
            FormattableString.Invariant($"No value is a positive: all are below {positive}."),
            nameof(train)
        );
    }

    private static bool HasNegative(FactorMatrix factors)
    {
        for (int row = 0; row < factors.Rows; row++)
        {
            foreach (float x in factors.Values(row))
            {
                if (x < 0f)
                    return true;
            }
        }
        return false;
    }
}
