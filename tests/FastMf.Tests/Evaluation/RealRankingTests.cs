using FastMf.Data;
using FastMf.Evaluation;
using FastMf.IO;
using FastMf.Models;
using FastMf.Penalties;
using FastMf.Tests.IO;
using FastMf.Trainers;

namespace FastMf.Tests.Evaluation;

/// <summary>Rankings of real sets, as docs/evaluation.md tells them.</summary>
public class RealRankingTests
{
    [RealDataFact]
    public void Implicit_feedback_ranks_artists_at_least_twice_as_well_as_popularity()
    {
        (Ratings train, Ratings test) = Artists().Split(0.2);
        FactorModel model = new ImplicitAlsTrainer().Fit(train).Model;
        double popular = MostPopular.Of(train).EvaluateRanking(test, 10, train).Ndcg;
        Assert.InRange(model.EvaluateRanking(test, 10, train).Ndcg, 2 * popular, 1);
    }

    [RealDataFact]
    public void Listeners_whom_training_never_saw_are_ranked_as_well_by_fold_in()
    {
        (Ratings train, Ratings history, Ratings test) = Artists().SplitUsers(0.2);
        RankingOptions options = new() { Exclude = history };
        FactorModel model = new ImplicitAlsTrainer().Fit(train.Compact()).Model;
        double popular = MostPopular.Of(train).EvaluateRanking(test, options).Ndcg;
        Assert.InRange(model.FoldInUsers(history).EvaluateRanking(test, options).Ndcg, 2 * popular, 1);
    }

    [RealDataFact]
    public void A_training_user_folded_in_gives_that_users_row_and_row_solvers_end_at_one_objective()
    {
        Ratings plays = Artists();
        ImplicitAlsOptions options = new() { TrackObjective = true, Epochs = 30 };
        var exact = new ImplicitAlsTrainer(options with { RowSolver = ImplicitRowSolver.Cholesky }).Fit(plays);
        var steps = new ImplicitAlsTrainer(options with { RowSolver = ImplicitRowSolver.ConjugateGradient }).Fit(plays);
        double objective = exact.History[^1].Objective!.Value;
        Assert.InRange(steps.History[^1].Objective!.Value, 0.999 * objective, 1.001 * objective);
        FactorModel folded = exact.Model.FoldInUsers(plays);
        for (int user = 0; user < plays.Users.Count; user++)
        {
            ReadOnlySpan<float> row = exact.Model.UserFactors[user];
            double size = Math.Sqrt(row.ToArray().Sum(x => (double)x * x));
            for (int k = 0; k < row.Length; k++)
                Assert.Equal(row[k], folded.UserFactors[user][k], 1e-5 * size + 1e-30); // some users have nothing that others know
        }
    }

    /// <summary>The official 5,000 new users: the last area of each is to be found from those before it.</summary>
    [RealDataFact]
    public void New_visitors_are_ranked_by_fold_in_better_than_by_popularity()
    {
        Ratings train = Visits("anonymous-msweb.data");
        (Ratings history, Ratings test) = Visits("anonymous-msweb.test").SplitLeaveLastOut();
        Assert.Equal((32_711, 5_000), (train.Users.Count, history.Users.Count));
        RankingOptions options = new() { Exclude = history };
        FactorModel model = new ImplicitAlsTrainer().Fit(train).Model;
        Assert.Equal(Penalty.L2((float)(1 / Math.Sqrt(285))), model.Info.Objective.Penalty);
        double popular = MostPopular.Of(train).EvaluateRanking(test, options).Ndcg;
        Assert.InRange(model.FoldInUsers(history).EvaluateRanking(test, options).Ndcg, 1.15 * popular, 1);
    }

    private static Ratings Artists() =>
        RatingsReader.Read(Path.Combine(RealDataFactAttribute.Folder, "lastfm-hetrec2011", "user_artist.dat"));

    /// <summary>Lines <c>C,"10001",10001</c> begin a user, <c>V,1000,1</c> is a visit of his.</summary>
    private static Ratings Visits(string file)
    {
        List<Rating> visits = [];
        long user = 0;
        foreach (string line in File.ReadLines(Path.Combine(RealDataFactAttribute.Folder, "msweb", file)))
        {
            string[] fields = line.Split(',');
            if (fields[0] == "C")
                user = long.Parse(fields[2], System.Globalization.CultureInfo.InvariantCulture);
            else if (fields[0] == "V")
                visits.Add(new(user, fields[1], 1f));
        }
        return Ratings.From(visits);
    }
}
