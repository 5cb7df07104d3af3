using System.Text.Json;
using FastMf.Cli.Options;
using FastMf.Selection;
using FastMf.Training;

namespace FastMf.Cli.Output;

/// <summary>What <c>tune</c> has to tell: a table with a picture, and which candidates to choose from.</summary>
internal sealed record TuneResult(string Model, SearchResult Found)
{
    private const int LambdaWidth = 11;
    private const int PlotWidth = 32;

    /// <summary>A candidate's choices in one line.</summary>
    public static string Describe(Candidate candidate)
    {
        string penalty = DescribePenalty(
            candidate,
            PenaltyKind.All.Where(kind => kind.IsMain || kind.In(candidate.Penalty).IsAbove0)
        );
        string rate = candidate.LearningRate is { } step ? Numbers.Format($", rate {step}") : "";
        return Numbers.Format($"{penalty}, rank {candidate.Rank}, exponent {candidate.PenaltyExponent}{rate}");
    }

    /// <summary>A candidate's penalties of some kinds.</summary>
    public static string DescribePenalty(Candidate candidate, IEnumerable<PenaltyKind> kinds) =>
        string.Join(", ", kinds.Select(kind => $"{kind.Name} {Lambda(candidate, kind)}"));

    /// <summary>The lambda of a kind of penalty, or both as users:items.</summary>
    public static string Lambda(Candidate candidate, PenaltyKind kind) =>
        new ListedPair(kind.In(candidate.Penalty)).ToString();

    /// <summary>The rate, or a dash where the solver has none.</summary>
    public static string Rate(Candidate candidate) =>
        candidate.LearningRate is { } rate ? Numbers.Format($"{rate}") : "-";

    /// <summary>What an error is called.</summary>
    public static string Name(ValidationMeasure measure) =>
        measure switch
        {
            ValidationMeasure.LogLoss => "log loss",
            ValidationMeasure.Ndcg => "1-ndcg@10",
            _ => "rmse",
        };

    /// <summary>The kinds of penalties that the search has tried, and always the main one.</summary>
    public IReadOnlyList<PenaltyKind> Kinds { get; } =
    [
        .. PenaltyKind.All.Where(kind =>
            kind.IsMain || Found.Candidates.Any(one => kind.In(one.Candidate.Penalty).IsAbove0)
        ),
    ];

    public void WriteText(TextWriter output)
    {
        string lambdas = string.Concat(Kinds.Select(kind => $"{kind.Name, LambdaWidth}"));
        string measure = Name(Found.Best.Result.Measure);
        output.WriteLine($"{lambdas}   rank  exponent    rate  epochs{measure, 10}  std.error");
        foreach (CandidateResult candidate in Found.Candidates)
            output.WriteLine(Row(candidate).TrimEnd());
        output.WriteLine();
        output.WriteLine(Choice("* best", Found.Best));
        output.WriteLine(Choice("1 simplest within one standard error", Found.OneStandardError));
        if (Found.LeftOut > 0)
            output.WriteLine(Numbers.Format($"{Found.LeftOut:N0} candidates were left out when the budget ended."));
        output.WriteLine(
            Numbers.Format(
                $"{Model}: the best, trained on all ratings in {Found.Fit.History.Count:N0} epochs; {Found.Fit.Model.Users.Count:N0} users, {Found.Fit.Model.Items.Count:N0} items"
            )
        );
    }

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("candidates");
        foreach (CandidateResult candidate in Found.Candidates)
            WriteCandidate(json, candidate);
        json.WriteEndArray();
        json.WritePropertyName("best");
        WriteCandidate(json, Found.Best);
        json.WritePropertyName("oneStandardError");
        WriteCandidate(json, Found.OneStandardError);
        json.WriteNumber("leftOut", Found.LeftOut);
        json.WriteString("model", Model);
        json.WriteEndObject();
    }

    private void WriteCandidate(Utf8JsonWriter json, CandidateResult result)
    {
        json.WriteStartObject();
        foreach (PenaltyKind kind in Kinds)
        {
            Pair lambdas = kind.In(result.Candidate.Penalty);
            json.WriteFinite(kind.Name, lambdas.Users);
            json.WriteFinite($"{kind.Name}Items", lambdas.Items);
        }
        json.WriteNumber("rank", result.Candidate.Rank);
        json.WriteFinite("penaltyExponent", result.Candidate.PenaltyExponent);
        if (result.Candidate.LearningRate is { } rate)
            json.WriteFinite("learningRate", rate);
        else
            json.WriteNull("learningRate");
        json.WriteNumber("maxEpochs", result.Candidate.Epochs);
        json.WriteStartArray("folds");
        foreach (FoldResult fold in result.Result.Folds)
        {
            if (double.IsFinite(fold.Error))
                json.WriteNumberValue(fold.Error);
            else
                json.WriteNullValue();
        }
        json.WriteEndArray();
        WriteError(json, result.Result);
        json.WriteFinite("standardError", result.Result.StandardError);
        json.WriteNumber("epochs", result.Result.Epochs);
        json.WriteEndObject();
    }

    /// <summary>By the names that <c>train</c> and <c>evaluate</c> have.</summary>
    private static void WriteError(Utf8JsonWriter json, CrossValidationResult result)
    {
        json.WriteFinite("rmse", result.Measure == ValidationMeasure.Rmse ? result.Error : null);
        if (result.Measure == ValidationMeasure.LogLoss)
            json.WriteFinite("logLoss", result.Error);
        if (result.Measure == ValidationMeasure.Ndcg)
            json.WriteFinite("ndcg@10", 1 - result.Error);
    }

    private static string Choice(string name, CandidateResult result) =>
        Numbers.Format(
            $"{name}: {Describe(result.Candidate)}; {Name(result.Result.Measure)} {result.Result.Error:F5} ± {result.Result.StandardError:F5}"
        );

    private string Row(CandidateResult candidate)
    {
        Candidate options = candidate.Candidate;
        CrossValidationResult result = candidate.Result;
        string marks =
            (ReferenceEquals(candidate, Found.Best) ? "*" : " ")
            + (ReferenceEquals(candidate, Found.OneStandardError) ? "1" : " ");
        string errors = result.Diverged
            ? "  diverged"
            : Numbers.Format($"{result.Error, 10:F5}{result.StandardError, 11:F5}  |{Plot(result)}|");
        string lambdas = string.Concat(Kinds.Select(kind => $"{Lambda(options, kind), LambdaWidth}"));
        return Numbers.Format(
            $"{marks}{lambdas[marks.Length..]}{options.Rank, 7}{options.PenaltyExponent, 10}{Rate(options), 8}{result.Epochs, 8}{errors}"
        );
    }

    /// <summary>The error as a point and its standard error as a line; a candidate beyond the picture has an arrow.</summary>
    private string Plot(CrossValidationResult result)
    {
        CrossValidationResult[] all = [.. Found.Candidates.Select(c => c.Result).Where(r => !r.Diverged)];
        double low = all.Min(r => r.Error - r.StandardError);
        double high = Math.Min(all.Max(r => r.Error + r.StandardError), 1.1 * Found.Best.Result.Error); // one bad one must not flatten the rest
        char[] line = new string(' ', PlotWidth).ToCharArray();
        int from = Place(result.Error - result.StandardError);
        int to = Place(result.Error + result.StandardError);
        for (int k = Math.Max(from, 0); k <= Math.Min(to, PlotWidth - 1); k++)
            line[k] = '-';
        int point = Place(result.Error);
        line[Math.Clamp(point, 0, PlotWidth - 1)] = point < PlotWidth ? 'o' : '>';
        return new string(line);

        int Place(double error) =>
            high > low ? (int)Math.Min(Math.Round((error - low) / (high - low) * (PlotWidth - 1)), PlotWidth) : 0;
    }
}
