using FastMf.Data;
using FastMf.Evaluation;
using FastMf.IO;
using FastMf.Models;
using FastMf.Objectives;
using FastMf.Retrieval;
using FastMf.Tests.IO;
using FastMf.Trainers;

namespace FastMf.Tests.Models;

/// <summary>What can be asked of a model; answers as texts that tell any two numbers apart.</summary>
internal static class RoundedServing
{
    public delegate IEnumerable<object> Call(FactorModel model, Ratings ratings);

    /// <summary>What a service does: none of these makes floats of all factors.</summary>
    public static IReadOnlyDictionary<string, Call> Serving { get; } =
        new Dictionary<string, Call>
        {
            ["predict"] = (model, _) => OfPairs(model, (user, item) => model.Predict(user, item)),
            ["predict by id"] = (model, _) =>
                OfPairs(model, (user, item) => model.Predict(IdOf(model.Users, user), IdOf(model.Items, item))),
            ["predict many"] = (model, _) => Predictions(model),
            ["predict from factors"] = (model, _) =>
                OfPairs(model, (user, item) => item < 0 ? 0 : model.Predict(Factors(model, user), 0.5f, item)),
            ["recommend"] = (model, seen) => OfUsers(model, (user, best) => model.Recommend(user, best, seen)),
            ["recommend from factors"] = (model, _) =>
                OfUsers(model, (user, best) => model.Recommend(Factors(model, user), 0.5f, best, [1, 2])),
            ["recommend all"] = (model, seen) =>
                SimdWidths.All.SelectMany(width =>
                    Lists(receive => model.RecommendAll(receive, new() { Exclude = seen, Width = width }))
                ),
            ["score items"] = (model, _) => Users(model).SelectMany(user => Scores(model, user)),
            ["stored index"] = (model, seen) => Retrieve(model.StoredRetriever()!, seen),
            ["new index"] = (model, seen) => Retrieve(Retriever.Build(model, 2), seen),
            ["diversify"] = (model, _) =>
                OfUsers(model, (user, best) => model.Diversify(best.AsSpan(0, model.Recommend(user, best)), 9, 0.5f)),
            ["similar items"] = (model, _) => OfRows(model.Items.Count, (row, best) => model.SimilarItems(row, best)),
            ["similar users"] = (model, _) => OfRows(model.Users.Count, (row, best) => model.SimilarUsers(row, best)),
            ["similar to factors"] = (model, _) =>
                OfUsers(model, (user, best) => model.SimilarUsers(Factors(model, user), best, [2])),
            ["similar table"] = (model, _) =>
            {
                SimilarTable table = SimilarTable.OfItems(model, 7, 2);
                return OfRows(model.Items.Count, (row, best) => table.Copy(row, best));
            },
            ["fold in users"] = (model, ratings) =>
                OfHistories(
                    ratings.ByUser,
                    model.Rank,
                    (rows, values, factors) => FoldUser(model, rows, values, factors)
                ),
            ["fold in items"] = (model, ratings) =>
                OfHistories(
                    ratings.ByUser.Transpose(),
                    model.Rank,
                    (rows, values, factors) => FoldItem(model, rows, values, factors)
                ),
            ["explain"] = (model, ratings) =>
                OfHistories(
                    ratings.ByUser,
                    model.Rank,
                    (rows, values, _) =>
                    {
                        float[] shares = new float[rows.Length];
                        return string.Join(' ', [model.Explain(3, rows, values, shares), .. shares]);
                    }
                ),
            ["rank"] = (model, ratings) => [model.EvaluateRanking(ratings, 5, null, 4f, 2)],
            ["errors"] = (model, ratings) => [model.Evaluate(ratings)],
            ["rows"] = (model, _) => [.. Boxed(model.UserFactors[3]), .. Boxed(model.ItemFactors[4])],
            ["share of zeros"] = (model, _) => [model.UserFactors.ZeroShare(), model.ItemFactors.ZeroShare()],
        };

    /// <summary>What goes over all factors.</summary>
    public static IReadOnlyDictionary<string, Call> Others { get; } =
        new Dictionary<string, Call>
        {
            ["objective"] = (model, ratings) => [ObjectiveFunction.Evaluate(model, ratings)],
            ["gradient"] = (model, ratings) =>
                model.Info.Objective.Implicit is not null
                    ? [0]
                    : Boxed(ObjectiveFunction.Gradient(model, ratings).Items[2]),
            ["gradient check"] = (model, ratings) =>
                model.Info.Objective.Implicit is not null ? [0] : [GradientCheck.Run(model, ratings, null, 50).Worst],
            ["fold in many users"] = (model, ratings) => Predictions(model.FoldInUsers(ratings, 2)),
            ["take new ratings"] = (model, ratings) => Predictions(model.PartialFit(ratings)),
            ["solve items anew"] = (model, ratings) =>
                Predictions(model.PartialFit(ratings, null, new() { KnownItems = true })),
            ["warm start"] = (model, ratings) =>
                Predictions(new SgdTrainer(new() { Rank = model.Rank, Epochs = 1 }).Fit(ratings, null, model).Model),
            ["round again"] = (model, _) => Predictions(model.Rounded(FactorPrecision.BFloat16)),
            ["copy"] = (model, _) => Boxed(model.ItemFactors.Copy()[5]),
            ["save"] = (model, _) => Saved(model, path => model.Save(path)),
            ["save with an index"] = (model, _) => Saved(model, path => Retriever.Build(model).Save(path)),
            ["LIBMF's text"] = (model, _) => Saved(model, path => LibmfText.Write(model, path)),
        };

    private static IEnumerable<int> Users(FactorModel model) => Enumerable.Range(-1, model.Users.Count + 1);

    private static Id IdOf(IdMap ids, int row) => row < 0 ? new Id("nobody") : ids[row];

    private static float[] Factors(FactorModel model, int user) =>
        user < 0 ? new float[model.Rank] : model.UserFactors[user].ToArray();

    private static IEnumerable<object> Boxed(ReadOnlySpan<float> values) => [.. values.ToArray().Cast<object>()];

    private static IEnumerable<object> OfPairs(FactorModel model, Func<int, int, object> ask) =>
        Users(model).SelectMany(user => Enumerable.Range(-1, model.Items.Count + 1).Select(item => ask(user, item)));

    private static IEnumerable<object> OfUsers(FactorModel model, Func<int, Scored[], int> ask) =>
        Users(model).Select(user => List(user, ask));

    private static IEnumerable<object> OfRows(int rows, Func<int, Scored[], int> ask) =>
        Enumerable.Range(0, rows).Select(row => List(row, ask));

    private static string List(int row, Func<int, Scored[], int> ask)
    {
        Scored[] best = new Scored[13];
        return string.Join(' ', best.Take(ask(row, best)));
    }

    private static List<object> Lists(Action<RecommendationHandler> ask)
    {
        List<object> lists = [];
        ask((user, best) => lists.Add($"{user}: {string.Join(' ', best.ToArray())}"));
        return lists;
    }

    private static IEnumerable<object> Retrieve(Retriever retriever, Ratings seen) =>
        [
            .. OfUsers(
                retriever.Model,
                (user, best) => retriever.Recommend(user, best, new RetrievalRequest { Exclude = seen })
            ),
            .. OfUsers(
                retriever.Model,
                (user, best) => retriever.Recommend(Factors(retriever.Model, user), 0.5f, best)
            ),
        ];

    private static IEnumerable<object> Scores(FactorModel model, int user)
    {
        float[] scores = new float[model.Items.Count];
        model.ScoreItems(user, scores);
        return Boxed(scores);
    }

    private static IEnumerable<object> Predictions(FactorModel model)
    {
        int[] users = [.. Users(model)];
        float[] predictions = new float[users.Length];
        model.Predict(users, [.. users.Select(user => user % model.Items.Count)], predictions);
        return Boxed(predictions);
    }

    private delegate object History(ReadOnlySpan<int> rows, ReadOnlySpan<float> values, float[] factors);

    private static IEnumerable<object> OfHistories(SparseMatrix histories, int rank, History ask) =>
        Enumerable
            .Range(0, histories.RowCount)
            .Select(row => ask(histories.ColumnsOf(row), histories.ValuesOf(row), new float[rank]));

    private static string FoldUser(
        FactorModel model,
        ReadOnlySpan<int> rows,
        ReadOnlySpan<float> values,
        float[] room
    ) => $"{model.FoldInUser(rows, values, room, out float bias)} {bias} {string.Join(' ', room)}";

    private static string FoldItem(
        FactorModel model,
        ReadOnlySpan<int> rows,
        ReadOnlySpan<float> values,
        float[] room
    ) => $"{model.FoldInItem(rows, values, room, out float bias)} {bias} {string.Join(' ', room)}";

    private static IEnumerable<object> Saved(FactorModel model, Action<string> save)
    {
        using TemporaryFolder folder = new();
        save(folder["saved"]);
        return [Convert.ToBase64String(File.ReadAllBytes(folder["saved"]))];
    }
}
