using System.CommandLine;
using FastMf.Cli.Options;
using FastMf.Cli.Output;
using FastMf.Cli.Report;
using FastMf.Data;
using FastMf.Evaluation;
using FastMf.IO;
using FastMf.Penalties;
using FastMf.Trainers;
using FastMf.Training;

namespace FastMf.Cli.Verbs;

/// <summary>The main job without any data: ratings with a known answer, learned with and without a penalty.</summary>
internal sealed class DemoVerb : Verb
{
    private static readonly SyntheticOptions _synthetic = new()
    {
        Users = 4_000,
        Items = 1_500,
        Ratings = 1_000_000,
        Rank = 4,
    };

    /// <summary>The penalty that these ratings want: with 200 a user less than the default, which suits sparser ones.</summary>
    private const float Lambda = 0.06f;

    private readonly Option<string?> _output = Opt.Output("The model file to write (default: demo.safetensors).");
    private readonly Option<string?> _report = Opt.Report("the under- and overfitting curves");
    private readonly Option<ulong> _seed = Opt.Seed(_synthetic.Seed);
    private readonly Option<int> _threads = Opt.Threads();

    public DemoVerb()
        : base(
            "demo",
            "Make ratings with a known answer, learn them with and without a penalty, recommend, write the model.",
            "",
            "-o model.safetensors --report demo.html"
        )
    {
        Add(_output);
        Add(_report);
        Add(_seed);
        Add(_threads);
    }

    public override void Execute(ParseResult call, Session session)
    {
        string output = call.GetValue(_output) ?? "demo.safetensors";
        int threads = call.GetValue(_threads);
        string? report = call.GetValue(_report);
        Files.CheckOutput(output);
        Files.CheckReport(report, output);
        SyntheticOptions synthetic = _synthetic with { Seed = call.GetValue(_seed), Threads = threads };
        SyntheticData data = SyntheticRatings.Generate(synthetic, session.Token);
        (Ratings rest, Ratings test) = data.Ratings.Split(Planted.Holdout, synthetic.Seed);
        (Ratings train, Ratings validation) = rest.Split(Planted.Holdout, synthetic.Seed);
        session.Say(
            Numbers.Format(
                $"{data.Ratings.Count:N0} ratings of {synthetic.Users:N0} users and {synthetic.Items:N0} items, made from {synthetic.Rank} planted factors and noise: {train.Count:N0} to learn from, {validation.Count:N0} to watch, {test.Count:N0} held out"
            )
        );

        SgdOptions options = new()
        {
            Seed = synthetic.Seed,
            Threads = threads,
            TrackObjective = true,
        };
        FitResult without = Fit(options with { Penalty = Penalty.None, BiasPenalty = new(0f, 0f) }, "no penalty");
        FitResult with = Fit(options with { Penalty = Penalty.L2(Lambda) }, "penalty");
        double rmse = with.Model.Evaluate(test, threads: threads, cancellationToken: session.Token).Rmse;
        DemoResult result = new(output, data, train, without, with, rmse, Planted.Rmse(data, test));
        ReportFile.Write(
            report,
            () => new DemoReport(CommandText.Of(call), result).Page(),
            () => with.Model.Save(output, session.Token),
            session.Token
        );
        if (session.IsJson)
            session.WriteJson(result.WriteJson);
        else
            result.WriteText(session.Output);

        FitResult Fit(SgdOptions fit, string name)
        {
            session.Say($"Training, {name} …");
            EpochProgress? progress = session.IsQuiet ? null : new(session, fit.Epochs, lines: false);
            FitResult done = new SgdTrainer(fit).Fit(train, validation, null, progress, session.Token);
            session.Progress.Clear();
            return done;
        }
    }
}
