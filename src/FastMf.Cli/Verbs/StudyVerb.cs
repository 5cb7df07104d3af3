using System.CommandLine;
using FastMf.Cli.Options;
using FastMf.Cli.Output;
using FastMf.Cli.Report;
using FastMf.Data;
using FastMf.IO;
using FastMf.Selection;
using FastMf.Trainers;
using FastMf.Training;

namespace FastMf.Cli.Verbs;

/// <summary>The teaching picture: the same model with no penalty, a good one and too strong a one.</summary>
internal sealed class StudyVerb : Verb
{
    private const double Holdout = 0.1;

    private readonly Argument<string> _ratings = Opt.File("RATINGS", "Ratings: delimited text, .gz too.");
    private readonly StudyOptions _study;
    private readonly ValidationOptions _validation;
    private readonly RatingsFileOptions _files;
    private readonly Option<string?> _report = Opt.Report("the learning curves side by side, by lambda and by rank");

    public StudyVerb()
        : base(
            "study",
            "See what a penalty does: the same model with none, a good one and too strong a one, and by rank.",
            "ratings.csv",
            "ratings.csv --report study.html",
            "ratings.csv --solver als --json"
        )
    {
        Add(_ratings);
        _study = new(this);
        _validation = new(this, "Ratings to watch: a file, or a share of RATINGS (default: 0.1).");
        Add(_report);
        _files = new(this);
    }

    public override void Execute(ParseResult call, Session session)
    {
        string path = call.GetRequiredValue(_ratings);
        (double? fraction, string? validationPath) = _validation.Read(call);
        string? report = call.GetValue(_report);
        RatingsFormat format = _files.Read(call, _study.Threads(call));
        Files.CheckOutput(report, path, validationPath);
        Files.CheckInputs(path, validationPath);

        Ratings train = RatingsFileOptions.Load(format, path, session);
        Ratings validation;
        if (validationPath is not null)
            validation = RatingsFileOptions.Load(format, validationPath, session);
        else
            (train, validation) = ValidationOptions.SetAside(train, fraction ?? Holdout, _study.Seed(call));
        TrainerOptions options = _study.Read(call, train.Count);
        PenaltyStudy study = Sources.Named(
            () =>
                PenaltyStudy.Run(
                    train,
                    validation,
                    (lambda, rank) => Solvers.Trainer(StudyOptions.With(options, lambda, rank)),
                    options.Rank,
                    AlsOptions.MaxRank,
                    session.IsQuiet ? null : new StudyProgressDisplay(session, options.Epochs),
                    session.Token
                ),
            ("train", path),
            ("validation", _validation.Describe(call))
        );
        session.Progress.Clear();

        StudyResult result = new(study, options, _study.Solver(call), train, validation);
        ReportFile.Write(
            report,
            () => new StudyReport(CommandText.Of(call), path, result).Page(),
            () => session.Token.ThrowIfCancellationRequested(),
            session.Token
        );
        if (session.IsJson)
            session.WriteJson(result.WriteJson);
        else
            result.WriteText(session.Output);
    }
}
