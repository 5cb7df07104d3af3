using System.Text.Json;
using FastMf.Cli.Options;
using FastMf.Selection;

namespace FastMf.Cli.Output;

/// <summary>What <c>tune</c> has to tell: a table with a picture, and which candidates to choose from.</summary>
internal sealed record TuneResult(string Model, SearchResult Found)
{
    private const int PlotWidth = 32;

    /// <summary>A candidate's choices in one line.</summary>
    public static string Describe(Candidate candidate) =>
        Numbers.Format(
            $"l2 {Lambda(candidate)}, rank {candidate.Rank}, exponent {candidate.PenaltyExponent}, rate {candidate.LearningRate}"
        );

    /// <summary>The lambda, or both as users:items.</summary>
    public static string Lambda(Candidate candidate) =>
        new L2Lambda(candidate.Penalty.Users, candidate.Penalty.Items).ToString();

    public void WriteText(TextWriter output)
    {
        output.WriteLine("         l2   rank  exponent    rate  epochs      rmse  std.error");
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

    private static void WriteCandidate(Utf8JsonWriter json, CandidateResult result)
    {
        json.WriteStartObject();
        json.WriteFinite("l2", result.Candidate.Penalty.Users);
        json.WriteFinite("l2Items", result.Candidate.Penalty.Items);
        json.WriteNumber("rank", result.Candidate.Rank);
        json.WriteFinite("penaltyExponent", result.Candidate.PenaltyExponent);
        json.WriteFinite("learningRate", result.Candidate.LearningRate);
        json.WriteNumber("maxEpochs", result.Candidate.Epochs);
        json.WriteStartArray("folds");
        foreach (FoldResult fold in result.Result.Folds)
        {
            if (double.IsFinite(fold.Rmse))
                json.WriteNumberValue(fold.Rmse);
            else
                json.WriteNullValue();
        }
        json.WriteEndArray();
        json.WriteFinite("rmse", result.Result.Rmse);
        json.WriteFinite("standardError", result.Result.StandardError);
        json.WriteNumber("epochs", result.Result.Epochs);
        json.WriteEndObject();
    }

    private static string Choice(string name, CandidateResult result) =>
        Numbers.Format(
            $"{name}: {Describe(result.Candidate)}; rmse {result.Result.Rmse:F5} ± {result.Result.StandardError:F5}"
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
            : Numbers.Format($"{result.Rmse, 10:F5}{result.StandardError, 11:F5}  |{Plot(result)}|");
        return Numbers.Format(
            $"{marks}{Lambda(options), 9}{options.Rank, 7}{options.PenaltyExponent, 10}{options.LearningRate, 8}{result.Epochs, 8}{errors}"
        );
    }

    /// <summary>The error as a point and its standard error as a line; a candidate beyond the picture has an arrow.</summary>
    private string Plot(CrossValidationResult result)
    {
        CrossValidationResult[] all = [.. Found.Candidates.Select(c => c.Result).Where(r => !r.Diverged)];
        double low = all.Min(r => r.Rmse - r.StandardError);
        double high = Math.Min(all.Max(r => r.Rmse + r.StandardError), 1.1 * Found.Best.Result.Rmse); // one bad one must not flatten the rest
        char[] line = new string(' ', PlotWidth).ToCharArray();
        int from = Place(result.Rmse - result.StandardError);
        int to = Place(result.Rmse + result.StandardError);
        for (int k = Math.Max(from, 0); k <= Math.Min(to, PlotWidth - 1); k++)
            line[k] = '-';
        int point = Place(result.Rmse);
        line[Math.Clamp(point, 0, PlotWidth - 1)] = point < PlotWidth ? 'o' : '>';
        return new string(line);

        int Place(double rmse) =>
            high > low ? (int)Math.Min(Math.Round((rmse - low) / (high - low) * (PlotWidth - 1)), PlotWidth) : 0;
    }
}
