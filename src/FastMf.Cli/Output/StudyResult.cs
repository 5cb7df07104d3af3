using System.Text.Json;
using FastMf.Cli.Options;
using FastMf.Data;
using FastMf.Selection;
using FastMf.Trainers;
using FastMf.Training;

namespace FastMf.Cli.Output;

/// <summary>What <c>study</c> has to tell: tables of the runs by lambda and by rank, and what to read from them.</summary>
internal sealed record StudyResult(
    PenaltyStudy Study,
    TrainerOptions Options,
    string Solver,
    Ratings Train,
    Ratings Validation
)
{
    private string Model =>
        Options is GradientOptions gradient
            ? Numbers.Format(
                $"Adam at rate {gradient.LearningRate}, batches of {gradient.BatchSize:N0}, no biases, {gradient.Epochs:N0} epochs"
            )
            : Numbers.Format($"{Solver}, {Options.Epochs:N0} epochs");

    /// <summary>What was trained, in one line.</summary>
    public string Lead =>
        Numbers.Format($"{Train.Count:N0} ratings to learn from, {Validation.Count:N0} to validate on; {Model}");

    /// <summary>What is to be read from the three curves, a line each.</summary>
    public IEnumerable<string> Reading()
    {
        yield return Describe(Study.None, "No penalty");
        yield return Describe(Study.Good, Numbers.Format($"A good one, lambda {Study.Good.Lambda}"));
        yield return ReferenceEquals(Study.Good, Study.TooStrong)
            ? "None was too strong: the strongest is the best."
            : Describe(Study.TooStrong, Numbers.Format($"Too strong, lambda {Study.TooStrong.Lambda}"));
    }

    public void WriteText(TextWriter output)
    {
        output.WriteLine(Lead);
        output.WriteLine();
        output.WriteLine(Numbers.Format($"By lambda (L2, once a rating), rank {Options.Rank}:"));
        WriteTable(output, Study.Lambdas);
        output.WriteLine();
        output.WriteLine("By rank:");
        WriteTable(output, Study.Ranks);
        output.WriteLine();
        foreach (string line in Reading())
            output.WriteLine(line);
    }

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("solver", Solver);
        json.WriteNumber("ratings", Train.Count);
        json.WriteNumber("validationRatings", Validation.Count);
        json.WriteNumber("rank", Options.Rank);
        json.WriteNumber("epochs", Options.Epochs);
        json.WriteNumber("seed", Options.Seed);
        if (Options is GradientOptions gradient)
        {
            json.WriteFinite("learningRate", gradient.LearningRate);
            json.WriteNumber("batchSize", gradient.BatchSize!.Value);
        }
        json.WriteFinite("good", Study.Good.Lambda);
        json.WriteFinite("tooStrong", Study.TooStrong.Lambda);
        WriteRuns(json, "lambdas", Study.Lambdas);
        WriteRuns(json, "ranks", Study.Ranks);
        json.WriteEndObject();
    }

    /// <summary>A verdict in words, for tables and JSON.</summary>
    internal static string Word(FitVerdict verdict) =>
        verdict switch
        {
            FitVerdict.WellFit => "well fit",
            FitVerdict.Underfit => "underfit",
            FitVerdict.Overfit => "overfit",
            _ => "diverged",
        };

    private static void WriteRuns(Utf8JsonWriter json, string name, IReadOnlyList<PenalizedRun> runs)
    {
        json.WriteStartArray(name);
        foreach (PenalizedRun run in runs)
        {
            EpochReport last = run.Run.History[^1];
            json.WriteStartObject();
            json.WriteFinite("lambda", run.Lambda);
            json.WriteNumber("rank", run.Rank);
            json.WriteFinite("best", run.Run.BestError);
            json.WriteNumber("bestEpoch", run.Run.BestEpoch);
            json.WriteFinite("last", run.Run.LastError);
            json.WriteFinite("gap", run.Run.Gap);
            json.WriteFinite("trainRmse", last.TrainRmse);
            json.WriteFinite("dataCost", last.DataCost);
            json.WriteFinite("penalty", last.Penalty);
            json.WriteString("verdict", Word(run.Verdict));
            json.WriteStartArray("epochs");
            foreach (EpochReport epoch in run.Run.History)
                TrainResult.WriteEpoch(json, epoch);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private void WriteTable(TextWriter output, IReadOnlyList<PenalizedRun> runs)
    {
        output.WriteLine("               validation rmse           at the last epoch");
        output.WriteLine("lambda   rank     best  epoch      last     gap  train rmse   data cost     penalty");
        foreach (PenalizedRun run in runs)
        {
            EpochReport last = run.Run.History[^1];
            string ends = run.Run.Diverged
                ? "  diverged"
                : Numbers.Format(
                    $"{run.Run.LastError, 9:F4}{Percent(run.Run.Gap), 8}{last.TrainRmse, 12:F4}{last.DataCost, 12:N0}{last.Penalty, 12:N0}  {Word(run.Verdict)}"
                );
            output.WriteLine(
                Numbers.Format(
                    $"{run.Lambda, -6}{run.Rank, 7}{run.Run.BestError, 9:F4}{run.Run.BestEpoch, 7}{ends}{Mark(run)}"
                )
            );
        }
    }

    private string Mark(PenalizedRun run) =>
        ReferenceEquals(run, Study.None) ? ": no penalty"
        : ReferenceEquals(run, Study.Good) ? ": the good one"
        : ReferenceEquals(run, Study.TooStrong) ? ": too strong"
        : "";

    private static string Describe(PenalizedRun run, string name)
    {
        StudyRun curve = run.Run;
        return curve.Diverged
            ? $"{name}: training diverged."
            : Numbers.Format(
                $"{name}: the validation error is best in epoch {curve.BestEpoch} ({curve.BestError:F4}) and ends {Percent(curve.Gap)} above ({curve.LastError:F4}); the training error ends at {curve.History[^1].TrainRmse:F4}: {Word(run.Verdict)}."
            );
    }

    /// <summary>A gap for people; of a run that ran away, only that it did.</summary>
    internal static string Percent(double share) => share < 10 ? Numbers.Format($"{100 * share:F2} %") : "> 999 %";
}
