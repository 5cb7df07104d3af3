using System.CommandLine;
using System.Text.Json;
using FastMf.Cli.Options;
using FastMf.Cli.Output;
using FastMf.Data;
using FastMf.Evaluation;
using FastMf.IO;
using FastMf.Models;
using FastMf.Objectives;

namespace FastMf.Cli.Verbs;

/// <summary>How well a model predicts ratings, and (with <c>--top</c>) how well it ranks.</summary>
internal sealed class EvaluateVerb : Verb
{
    private readonly Argument<string> _model = Opt.File("MODEL", "A model file.");
    private readonly Argument<string> _ratings = Opt.File("RATINGS", "The ratings to compare with.");
    private readonly Option<int?> _top = Opt.OptionalInteger("--top", "Measure the ranking too, cut at K.", 1);
    private readonly Option<string?> _exclude = Opt.Text(
        "--exclude",
        "TRAIN",
        "With --top: ratings whose pairs are not ranked, commonly the training ratings."
    );
    private readonly Option<float?> _positive = Opt.Value<float?>(
        "--positive",
        "T",
        "With --top: ratings of at least T are relevant (default: all).",
        (text, out value) => (value = Numbers.TryParse(text, out float t) ? t : null).HasValue,
        "a number"
    );
    private readonly Option<bool> _clip = Opt.Clip();
    private readonly Option<int> _threads = Opt.Threads();
    private readonly RatingsFileOptions _files;

    public EvaluateVerb()
        : base(
            "evaluate",
            "Compare a model with ratings: rmse and mae (for classes log loss and accuracy, for ials neither), objective; with --top also its ranking.",
            "model.safetensors test.csv",
            "model.safetensors test.csv --top 10 --exclude train.csv --positive 4 --json"
        )
    {
        Add(_model);
        Add(_ratings);
        Add(_top);
        Add(_exclude);
        Add(_positive);
        Add(_clip);
        Add(_threads);
        _files = new(this);
    }

    public override void Execute(ParseResult call, Session session)
    {
        string modelPath = call.GetRequiredValue(_model);
        string ratingsPath = call.GetRequiredValue(_ratings);
        string? excludePath = call.GetValue(_exclude);
        int? top = call.GetValue(_top);
        int threads = call.GetValue(_threads);
        if (top is null && (excludePath is not null || call.GetValue(_positive) is not null))
            throw new CallException("--exclude and --positive need --top.");
        RatingsFormat format = _files.Read(call, threads);
        Files.CheckInputs(modelPath, ratingsPath, excludePath);

        FactorModel model = ModelFile.Load(modelPath);
        Clip.RefuseFor(model.Info.Objective, call, _clip);
        Ratings ratings = RatingsFileOptions.Load(format, ratingsPath, session);
        RatingErrors errors = Clip.Evaluate(call, _clip, model, ratings, threads, session.Token);
        ObjectiveValue objective = ObjectiveFunction.Evaluate(model, ratings, null, threads, session.Token);
        RankingMetrics? ranking = null;
        if (top is { } k)
        {
            Ratings? exclude = excludePath is null ? null : RatingsFileOptions.Load(format, excludePath, session);
            float positive = call.GetValue(_positive) ?? float.NegativeInfinity;
            try
            {
                ranking = model.EvaluateRanking(
                    ratings,
                    k,
                    exclude,
                    positive,
                    threads,
                    cancellationToken: session.Token
                );
            }
            catch (ArgumentException error) when (error.ParamName == "test") // the data's fault, not the call's
            {
                throw new InvalidDataException($"{ratingsPath}: {ExitCode.InOneLine(error)}");
            }
        }
        if (session.IsJson)
            session.WriteJson(json => WriteJson(json, model.Info.Objective, errors, objective, ranking, top));
        else
            WriteText(session.Output, model.Info.Objective, errors, objective, ranking, top);
    }

    private static void WriteJson(
        Utf8JsonWriter json,
        ObjectiveOptions kind,
        RatingErrors errors,
        ObjectiveValue objective,
        RankingMetrics? ranking,
        int? top
    )
    {
        json.WriteStartObject();
        json.WriteNumber("ratings", errors.Ratings);
        json.WriteNumber("unknown", errors.Unknown);
        foreach ((string name, double value) in Measures(kind, errors, objective, ranking, top))
            json.WriteFinite(name, value);
        if (ranking is not null)
        {
            json.WriteNumber("users", ranking.Users);
            json.WriteNumber("skippedUsers", ranking.SkippedUsers);
            json.WriteNumber("unknownUsers", ranking.UnknownUsers);
        }
        json.WriteEndObject();
    }

    private static void WriteText(
        TextWriter output,
        ObjectiveOptions kind,
        RatingErrors errors,
        ObjectiveValue objective,
        RankingMetrics? ranking,
        int? top
    )
    {
        output.WriteLine(
            Numbers.Format($"{"ratings", -14}{errors.Ratings:N0} ({errors.Unknown:N0} with an unknown user or item)")
        );
        foreach ((string name, double value) in Measures(kind, errors, objective, ranking, top))
            output.WriteLine(Numbers.Format($"{name, -14}{value:G8}"));
        if (ranking is not null)
            output.WriteLine(
                Numbers.Format(
                    $"{"users", -14}{ranking.Users:N0} ({ranking.SkippedUsers:N0} more without relevant items)"
                )
            );
    }

    private static IEnumerable<(string Name, double Value)> Measures(
        ObjectiveOptions kind,
        RatingErrors errors,
        ObjectiveValue objective,
        RankingMetrics? ranking,
        int? top
    )
    {
        foreach ((string, double) measure in ErrorMeasures.Of(kind, errors))
            yield return measure;
        yield return ("objective", objective.Total);
        yield return ("dataCost", objective.DataCost);
        yield return ("penalty", objective.Penalty);
        if (ranking is null)
            yield break;
        yield return ($"precision@{top}", ranking.Precision);
        yield return ($"recall@{top}", ranking.Recall);
        yield return ($"ndcg@{top}", ranking.Ndcg);
        yield return ($"map@{top}", ranking.Map);
        yield return ($"mrr@{top}", ranking.Mrr);
        yield return ("auc", ranking.Auc);
        yield return ($"hit-rate@{top}", ranking.HitRate);
        yield return ($"coverage@{top}", ranking.Coverage);
        if (double.IsNaN(ranking.Popularity))
            yield break; // nothing was excluded: there is nothing to count in
        yield return ($"popularity@{top}", ranking.Popularity);
        yield return ($"novelty@{top}", ranking.Novelty);
    }
}
