using System.CommandLine;
using FastMf.Cli.Options;
using FastMf.Cli.Output;
using FastMf.Cli.Report;
using FastMf.Data;
using FastMf.IO;
using FastMf.Selection;
using FastMf.Training;

namespace FastMf.Cli.Verbs;

/// <summary>Cross-validated search: which penalty, rank, exponent and rate predict best what was not seen.</summary>
internal sealed class TuneVerb : Verb
{
    private readonly Argument<string> _ratings = Opt.File("RATINGS", "Ratings: delimited text, .gz too.");
    private readonly Option<string?> _output = Opt.Output(
        "The model file to write: the best candidate, trained on all ratings.",
        required: true
    );
    private readonly Option<string?> _report = Opt.Report("the error of each candidate and the choices");
    private readonly TuneOptions _tuning;
    private readonly IndexOption _index;
    private readonly RatingsFileOptions _files;

    public TuneVerb()
        : base(
            "tune",
            "Cross-validated search for the best options; the best model is trained on all ratings.",
            "ratings.csv -o model.safetensors",
            "ratings.csv -o model.safetensors --l2 0.02,0.05,0.1,0.2 --rank 16,32 --folds 5 --budget 5m",
            "ratings.csv -o model.safetensors --solver als --l2 0.1,0.2,0.4 --l1 0,0.05",
            "ratings.csv -o model.safetensors --rank 8,16,32,64 --learning-rate 0.4,0.8 --trials 20 --halving --json"
        )
    {
        Add(_ratings);
        Add(_output);
        _tuning = new(this);
        _index = new(this);
        Add(_report);
        _files = new(this);
    }

    public override void RefuseWhatIsNotBuilt(ParseResult call) => _tuning.RefuseWhatIsNotBuilt(call);

    public override void Execute(ParseResult call, Session session)
    {
        string path = call.GetRequiredValue(_ratings);
        string output = call.GetRequiredValue(_output)!;
        string? report = call.GetValue(_report);
        TrainerOptions common = _tuning.Common(call);
        IReadOnlyList<Candidate> candidates = _tuning.Candidates(call, common);
        SearchOptions options = _tuning.Read(call);
        RatingsFormat format = _files.Read(call, _tuning.Threads(call));
        Files.CheckOutput(output, path);
        Files.CheckReport(report, output, path);
        Files.CheckInputs(path);

        Ratings ratings = RatingsFileOptions.Load(format, path, session);
        LossOptions.RefuseUnsuited(common.Loss, path, ratings);
        _tuning.RefuseUnsuited(call, path, ratings);
        session.Say(Numbers.Format($"{candidates.Count:N0} candidates, {options.Validation.Folds} folds"));
        SearchResult found = Sources.Named(
            () =>
                Search.Run(
                    ratings,
                    candidates,
                    (candidate, threads) => Solvers.Trainer(candidate.ApplyTo(common) with { Threads = threads }),
                    options,
                    session.IsQuiet ? null : new TuneProgress(session),
                    session.Token
                ),
            ("ratings", path),
            ("train", path)
        );
        session.Progress.Clear();
        session.Token.ThrowIfCancellationRequested();

        TuneResult result = new(output, found);
        ReportFile.Write(
            report,
            () => new TuneReport(CommandText.Of(call), path, result).Page(),
            () => _index.Save(call, found.Fit.Model, output, _tuning.Threads(call), session.Token),
            session.Token
        );
        if (session.IsJson)
            session.WriteJson(result.WriteJson);
        else
            result.WriteText(session.Output);
    }
}
