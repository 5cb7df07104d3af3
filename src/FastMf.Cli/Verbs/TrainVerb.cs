using System.CommandLine;
using System.Diagnostics;
using FastMf.Cli.Options;
using FastMf.Cli.Output;
using FastMf.Cli.Report;
using FastMf.Data;
using FastMf.Evaluation;
using FastMf.IO;
using FastMf.Models;
using FastMf.Penalties;
using FastMf.Training;

namespace FastMf.Cli.Verbs;

/// <summary>The main job: ratings in, a model file out.</summary>
internal sealed class TrainVerb : Verb
{
    private readonly EventTrainOptions _ratings;
    private readonly Option<string?> _output = Opt.Output("The model file to write (safetensors).", required: true);
    private readonly TrainOptions _training;
    private readonly SampledNegativesOption _negatives;
    private readonly RatingsFileOptions _files;
    private readonly Option<bool> _clip = Opt.Clip();
    private readonly Option<string?> _init = Opt.Text(
        "--init",
        "MODEL",
        "Warm start: a model, or any safetensors file with user_factors and item_factors."
    );
    private readonly Option<string?> _report = Opt.Report(
        "curves, distributions, options and the command (turns --track on)"
    );
    private readonly IndexOption _index;
    private readonly ValidationOptions _validation;
    private readonly CheckpointTrainOptions _checkpoints;

    public TrainVerb()
        : base(
            "train",
            "Learn a model from ratings.",
            "ratings.csv -o model.safetensors",
            "ratings.csv.gz -o model.safetensors --rank 64 --l2 0.05 --validation 0.1 --patience 3",
            "plays.csv -o model.safetensors --solver ials --rank 64 --validation 0.1",
            "plays.csv -o model.safetensors --loss logistic --sampled-negatives 5",
            "ratings.csv -o model.safetensors --epochs 100 --checkpoint saved --every 5",
            "ratings.csv -o model.safetensors --epochs 100 --resume saved --every 5",
            "ratings.csv -o model.safetensors --solver als --events events",
            "ratings.tsv -o model.safetensors --columns user,item,rating --header off --json"
        )
    {
        _ratings = new(this);
        Add(_output);
        _training = new(this);
        _negatives = new(this);
        _validation = new(this, "Ratings to choose the best epoch by: a file, or a share of RATINGS.");
        Add(_clip);
        Add(_init);
        _checkpoints = new(this);
        _index = new(this);
        Add(_report);
        _files = new(this);
    }

    public override void RefuseWhatIsNotBuilt(ParseResult call) => _training.RefuseWhatIsNotBuilt(call);

    public override void Execute(ParseResult call, Session session)
    {
        (string? path, _) = _ratings.Read(call);
        string output = call.GetRequiredValue(_output)!;
        string? init = call.GetValue(_init);
        string? report = call.GetValue(_report);
        (double? fraction, string? validationPath) = _validation.Read(call);
        bool hasValidation = fraction is not null || validationPath is not null;
        TrainerOptions options = _training.Read(call, session.IsJson || report is not null, hasValidation);
        Clip.RefuseFor(options.Objective, call, _clip);
        SampledNegativesOption.RefuseUnsuited(call, options.Loss);
        RatingsFormat format = _files.Read(call, options.Threads);
        Files.CheckOutput(output, path, validationPath);
        Files.CheckReport(report, output, path, validationPath, init);
        Files.CheckInputs(path, validationPath, init);
        CheckpointOptions? checkpoints = _checkpoints.Read(call, output, report, path, validationPath, init);

        long started = Stopwatch.GetTimestamp();
        (Ratings ratings, long? lastEvent) = _ratings.Load(call, format, session);
        Ratings? validation = validationPath is null ? null : RatingsFileOptions.Load(format, validationPath, session);
        FactorModel? initial = init is null ? null : SafeTensors.ReadFactors(init);
        if (initial is not null && !_training.GivesRank(call))
            options = options with { Rank = initial.Rank };
        ratings = _negatives.Apply(call, ratings, options.Loss, options.Seed, _training.Positive(call));
        LossOptions.RefuseUnsuited(options.Loss, _ratings.Describe(call), ratings);
        if (validation is not null)
            LossOptions.RefuseUnsuited(options.Loss, validationPath!, validation);
        Ratings train = ratings;
        if (fraction is { } share)
            (train, validation) = ValidationOptions.SetAside(ratings, share, options.Seed);
        double loadSeconds = Stopwatch.GetElapsedTime(started).TotalSeconds;

        EpochProgress? progress = session.IsQuiet ? null : new(session, options.Epochs);
        Trainer trainer = Solvers.Trainer(options);
        FitResult fit = Sources.Named(
            () =>
                checkpoints is null
                    ? trainer.Fit(train, validation, initial, progress, session.Token)
                    : trainer.Fit(train, validation, initial, checkpoints, progress, session.Token),
            ("train", _ratings.Describe(call)),
            ("validation", _validation.Describe(call)),
            ("initial", $"--init {init}")
        );
        session.Progress.Clear();
        fit = EventTrainOptions.Naming(fit, lastEvent, setAside: fraction is not null, session);
        if (fit.ResumedAfter > 0)
            session.Say(Numbers.Format($"resumed after epoch {fit.ResumedAfter} of {checkpoints!.ResumeFrom}"));
        session.Draw(Curves.Errors(fit.History, fit.BestEpoch, "Learning curve"));
        foreach (Finding finding in fit.Diagnosis)
            session.Say($"{finding.Name}: {finding}");
        RatingErrors? errors = validation is null
            ? null
            : Clip.Evaluate(call, _clip, fit.Model, validation, options.Threads, session.Token);
        session.Token.ThrowIfCancellationRequested();

        TrainResult result = new(output, train, fit, options, _training.Solver(call), loadSeconds, errors);
        ReportFile.Write(
            report,
            () => new TrainReport(CommandText.Of(call), _ratings.Describe(call), result, validation).Page(),
            () => _index.Save(call, fit.Model, output, options.Threads, session.Token),
            session.Token
        );
        if (options.Penalty.Parts.OfType<L1Penalty>().Any())
            session.Say(
                Numbers.Format(
                    $"exactly 0: {fit.Model.UserFactors.ZeroShare():P1} of the users' factors, {fit.Model.ItemFactors.ZeroShare():P1} of the items'"
                )
            );
        if (session.IsJson)
            session.WriteJson(result.WriteJson);
        else
            result.WriteText(session.Output);
    }
}
