using FastMf.Data;
using FastMf.Evaluation;
using FastMf.Models;

namespace FastMf.Tests.Reference;

/// <summary>The metrics of a ranking written down as they are defined, with ids instead of rows, sets and sorts.</summary>
internal static class PlainRanking
{
    public static RankingMetrics Of(FactorModel model, Ratings test, int k, Ratings? exclude, float positive)
    {
        List<double[]> users = [];
        HashSet<Id> listed = [];
        (int skipped, int unknown) = (0, 0);
        for (int row = 0; row < test.Users.Count; row++)
        {
            Id user = test.Users[row];
            List<(Id Item, float Value)> rated = RatedBy(user, test);
            HashSet<Id> excluded = exclude is null ? [] : [.. RatedBy(user, exclude).Select(pair => pair.Item)];
            HashSet<Id> relevant = [.. rated.Where(pair => pair.Value >= positive).Select(pair => pair.Item)];
            relevant.ExceptWith(excluded);
            if (relevant.Count > 0)
            {
                List<Id> ranking = Ranked(model, user, excluded);
                users.Add([.. Metrics(ranking, relevant, k), .. Popularity([.. ranking.Take(k)], exclude)]);
                listed.UnionWith(ranking.Take(k));
                unknown += model.Users.TryGetRow(user, out _) ? 0 : 1;
            }
            else if (rated.Count > 0)
            {
                skipped++;
            }
        }
        double Mean(int metric) => users.Count == 0 ? double.NaN : users.Average(metrics => metrics[metric]);
        return new RankingMetrics
        {
            K = k,
            Precision = Mean(0),
            Recall = Mean(1),
            Ndcg = Mean(2),
            Map = Mean(3),
            Mrr = Mean(4),
            Auc = Mean(5),
            HitRate = Mean(6),
            Coverage = (double)listed.Count / model.Items.Count,
            Popularity = Mean(7),
            Novelty = Mean(8),
            Users = users.Count,
            SkippedUsers = skipped,
            UnknownUsers = unknown,
        };
    }

    private static List<(Id Item, float Value)> RatedBy(Id user, Ratings ratings)
    {
        List<(Id, float)> pairs = [];
        for (int i = 0; i < ratings.Count; i++)
        {
            if (ratings.Users[ratings.UserRows[i]] == user)
                pairs.Add((ratings.Items[ratings.ItemRows[i]], ratings.Values[i]));
        }
        return pairs;
    }

    private static List<Id> Ranked(FactorModel model, Id user, HashSet<Id> excluded) =>
        [
            .. Enumerable
                .Range(0, model.Items.Count)
                .Where(row => !excluded.Contains(model.Items[row]))
                .OrderByDescending(row => model.Predict(user, model.Items[row]).Value)
                .ThenBy(row => row)
                .Select(row => model.Items[row]),
        ];

    private static double[] Metrics(List<Id> ranking, HashSet<Id> relevant, int k)
    {
        List<Id> list = [.. ranking.Take(k)];
        double hits = list.Count(relevant.Contains);
        double gain = 0;
        double precisions = 0;
        double reciprocal = 0;
        for (int place = 1; place <= list.Count; place++)
        {
            if (!relevant.Contains(list[place - 1]))
                continue;
            gain += 1 / Math.Log2(place + 1);
            precisions += (double)list.Take(place).Count(relevant.Contains) / place;
            if (reciprocal == 0)
                reciprocal = 1.0 / place;
        }
        double ideal = Enumerable.Range(1, Math.Min(k, relevant.Count)).Sum(place => 1 / Math.Log2(place + 1));
        return
        [
            hits / k,
            hits / relevant.Count,
            gain / ideal,
            precisions / Math.Min(k, relevant.Count),
            reciprocal,
            AreaUnderCurve(ranking, relevant),
            hits > 0 ? 1 : 0,
        ];
    }

    /// <summary>Means over a list of the ratings an item and of the bits that it tells.</summary>
    private static double[] Popularity(List<Id> list, Ratings? train)
    {
        if (train is null)
            return [list.Count == 0 ? 0 : double.NaN, list.Count == 0 ? 0 : double.NaN];
        double[] counts =
        [
            .. list.Select(item => (double)train.ItemRows.ToArray().Count(row => train.Items[row] == item)),
        ];
        return counts.Length == 0
            ? [0, 0]
            : [counts.Average(), counts.Average(count => -Math.Log2(Math.Max(count, 1) / train.Users.Count))];
    }

    private static double AreaUnderCurve(List<Id> ranking, HashSet<Id> relevant)
    {
        Id[] others = [.. ranking.Where(item => !relevant.Contains(item))];
        if (others.Length == 0)
            return 1;
        double ordered = 0;
        foreach (Id item in relevant.Where(ranking.Contains))
            ordered += others.Count(other => ranking.IndexOf(other) > ranking.IndexOf(item));
        return ordered / ((double)relevant.Count * others.Length);
    }
}
