using System.Text.Json;
using FastMf.Cli.Options;
using FastMf.Evaluation;
using FastMf.Models;
using FastMf.Objectives;

namespace FastMf.Cli.Output;

/// <summary>What <c>evaluate</c> found.</summary>
/// <param name="Kind">What the model was trained on.</param>
/// <param name="Ratings">How many it was compared with.</param>
/// <param name="Errors">Of its predictions; null where the loss is not defined for the ratings.</param>
/// <param name="Objective">On the ratings given; null likewise.</param>
/// <param name="Ranking">Of its lists; null where nobody asked.</param>
/// <param name="Baselines">The same of others, by their names.</param>
internal sealed record EvaluateResult(
    ObjectiveOptions Kind,
    int Ratings,
    RatingErrors? Errors,
    ObjectiveValue? Objective,
    RankingMetrics? Ranking,
    IReadOnlyList<(string Name, RankingMetrics Ranking)> Baselines
)
{
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("ratings", Ratings);
        if (Errors is not null)
            json.WriteNumber("unknown", Errors.Unknown);
        foreach ((string name, double value) in Measures())
            json.WriteFinite(name, value);
        if (Ranking is not null)
            WriteRanking(json, Ranking);
        if (Ranking?.SampledNegatives is { } negatives)
            json.WriteNumber("sampledNegatives", negatives);
        if (Baselines.Count > 0)
        {
            json.WriteStartObject("baselines");
            foreach ((string name, RankingMetrics ranking) in Baselines)
            {
                json.WriteStartObject(name);
                WriteRanking(json, ranking);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    public void WriteText(TextWriter output)
    {
        string unknown = Errors is null ? "" : Numbers.Format($" ({Errors.Unknown:N0} with an unknown user or item)");
        output.WriteLine(Numbers.Format($"{"ratings", -14}{Ratings:N0}{unknown}"));
        foreach ((string name, double value) in Measures())
            output.WriteLine(Numbers.Format($"{name, -14}{value:G8}"));
        if (Ranking is null)
            return;
        if (Baselines.Count > 0)
            output.WriteLine(
                $"{"", -14}{"model", -14}{string.Concat(Baselines.Select(other => $"{other.Name, -14}"))}".TrimEnd()
            );
        (string Name, double Value)[][] others = [.. Baselines.Select(other => Measures(other.Ranking).ToArray())];
        int row = 0;
        foreach ((string name, double value) in Measures(Ranking))
        {
            string beside = string.Concat(others.Select(other => Numbers.Format($"{other[row].Value, -14:G8}")));
            output.WriteLine(Numbers.Format($"{name, -14}{value, -14:G8}{beside}").TrimEnd());
            row++;
        }
        output.WriteLine(
            Numbers.Format($"{"users", -14}{Ranking.Users:N0} ({Ranking.SkippedUsers:N0} more without relevant items)")
        );
        if (Ranking.SampledNegatives is { } negatives)
            output.WriteLine(
                Numbers.Format($"{"candidates", -14}{negatives:N0} drawn and the relevant ones, not all items")
            );
    }

    private static void WriteRanking(Utf8JsonWriter json, RankingMetrics ranking)
    {
        foreach ((string name, double value) in Measures(ranking))
            json.WriteFinite(name, value);
        json.WriteNumber("users", ranking.Users);
        json.WriteNumber("skippedUsers", ranking.SkippedUsers);
        json.WriteNumber("unknownUsers", ranking.UnknownUsers);
    }

    private IEnumerable<(string Name, double Value)> Measures()
    {
        if (Errors is not null)
        {
            foreach ((string, double) measure in ErrorMeasures.Of(Kind, Errors))
                yield return measure;
        }
        if (Objective is not { } objective)
            yield break;
        yield return ("objective", objective.Total);
        yield return ("dataCost", objective.DataCost);
        yield return ("penalty", objective.Penalty);
    }

    private static IEnumerable<(string Name, double Value)> Measures(RankingMetrics ranking)
    {
        int k = ranking.K;
        yield return (Numbers.Format($"precision@{k}"), ranking.Precision);
        yield return (Numbers.Format($"recall@{k}"), ranking.Recall);
        yield return (Numbers.Format($"ndcg@{k}"), ranking.Ndcg);
        yield return (Numbers.Format($"map@{k}"), ranking.Map);
        yield return (Numbers.Format($"mrr@{k}"), ranking.Mrr);
        yield return ("auc", ranking.Auc);
        yield return (Numbers.Format($"hit-rate@{k}"), ranking.HitRate);
        yield return (Numbers.Format($"coverage@{k}"), ranking.Coverage);
        if (double.IsNaN(ranking.Popularity))
            yield break; // nothing was excluded: there is nothing to count in
        yield return (Numbers.Format($"popularity@{k}"), ranking.Popularity);
        yield return (Numbers.Format($"novelty@{k}"), ranking.Novelty);
    }
}
