using System.CommandLine;
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
    private readonly Option<bool> _clip = Opt.Clip();
    private readonly Option<int> _threads = Opt.Threads();
    private readonly EvaluateOptions _ranking;
    private readonly RatingsFileOptions _files;

    public EvaluateVerb()
        : base(
            "evaluate",
            "Compare a model with ratings: rmse and mae (for classes log loss and accuracy, for ials neither), objective; with --top also its ranking.",
            "model.safetensors test.csv",
            "model.safetensors test.csv --top 10 --exclude train.csv --positive 4 --json",
            "model.safetensors test.csv --top 10 --exclude train.csv --baselines train.csv",
            "model.safetensors held-out.csv --top 10 --fold-in history.csv"
        )
    {
        Add(_model);
        Add(_ratings);
        _ranking = new(this);
        Add(_clip);
        Add(_threads);
        _files = new(this);
    }

    public override void Execute(ParseResult call, Session session)
    {
        string modelPath = call.GetRequiredValue(_model);
        string ratingsPath = call.GetRequiredValue(_ratings);
        EvaluateCall wanted = _ranking.Read(call);
        int threads = call.GetValue(_threads);
        RatingsFormat format = _files.Read(call, threads);
        Files.CheckInputs(modelPath, ratingsPath, wanted.Exclude, wanted.FoldIn, wanted.Baselines);

        FactorModel model = ModelFile.Load(modelPath);
        Clip.RefuseFor(model.Info.Objective, call, _clip);
        Ratings ratings = RatingsFileOptions.Load(format, ratingsPath, session);
        Dictionary<string, Ratings> loaded = [];
        Ratings? history = Load(wanted.FoldIn);
        if (history is not null)
            model = FoldInCall.Of(() => model.FoldInUsers(history, threads, session.Token));
        // Ratings that the loss is not defined for can be ranked all the same: plays, say, by a model of classes.
        string? objection = wanted.Top is null ? null : model.Info.Objective.Loss.Objection(ratings.Values);
        if (objection is not null)
            session.Say($"{ratingsPath}: {objection} The ranking alone is measured, no errors and no objective.");
        RatingErrors? errors = objection is null
            ? Clip.Evaluate(call, _clip, model, ratings, threads, session.Token)
            : null;
        ObjectiveValue? objective = objection is null
            ? ObjectiveFunction.Evaluate(model, ratings, null, threads, session.Token)
            : null;
        RankingMetrics? ranking = null;
        List<(string, RankingMetrics)> baselines = [];
        if (wanted.Top is { } k)
        {
            Ratings? exclude = Load(wanted.Exclude);
            RankingOptions options = new()
            {
                K = k,
                Exclude = exclude is null || history is null ? exclude ?? history : exclude.Append(history),
                Positive = wanted.Positive,
                SampledNegatives = wanted.Negatives,
                Seed = wanted.Seed,
                Threads = threads,
            };
            if (wanted.Negatives is { } negatives)
                session.Say(
                    Numbers.Format(
                        $"Ranked among {negatives:N0} drawn items: these figures do not compare with those of all items, nor with those of another number; which of two models wins can depend on it."
                    )
                );
            ranking = Judge(model, ratings, options);
            if (Load(wanted.Baselines) is { } given)
            {
                Ratings train = given.AlignTo(given.Users, model.Items); // all rank the same items
                ItemNeighbors neighbors = ItemNeighbors.Of(
                    train,
                    new() { Positive = wanted.Positive, Threads = threads },
                    session.Token
                );
                baselines.Add(("most-popular", Judge(MostPopular.Of(train, wanted.Positive), ratings, options)));
                IItemScorer known = history is null ? neighbors : neighbors.WithUsers(history);
                baselines.Add(("item-item", Judge(known, ratings, options)));
            }
        }
        EvaluateResult result = new(model.Info.Objective, ratings.Count, errors, objective, ranking, baselines);
        if (session.IsJson)
            session.WriteJson(result.WriteJson);
        else
            result.WriteText(session.Output);

        Ratings? Load(string? path)
        {
            if (path is null)
                return null;
            if (!loaded.TryGetValue(Path.GetFullPath(path), out Ratings? found))
                loaded.Add(Path.GetFullPath(path), found = RatingsFileOptions.Load(format, path, session));
            return found;
        }

        RankingMetrics Judge(IItemScorer scorer, Ratings test, RankingOptions options)
        {
            try
            {
                return scorer.EvaluateRanking(test, options, session.Token);
            }
            catch (ArgumentException error) when (error.ParamName == "test") // the data's fault, not the call's
            {
                throw new InvalidDataException($"{ratingsPath}: {ExitCode.InOneLine(error)}");
            }
        }
    }
}
