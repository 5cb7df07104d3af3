using System.Globalization;
using System.Text;
using FastMf.Data;
using FastMf.Evaluation;
using FastMf.IO;
using FastMf.Models;
using FastMf.Penalties;
using FastMf.Retrieval;
using FastMf.Trainers;
using FastMf.Training;

namespace FastMf.Docs.Tests;

/// <summary>
/// Every C# snippet of the README and of docs/ is a region of a test here, word for word: see <see cref="SnippetTests"/>.
/// They run one after the other in a folder that holds ratings.csv.
/// </summary>
public sealed partial class Snippets : IDisposable
{
    private readonly string _before = Environment.CurrentDirectory;
    private readonly string _folder = Directory.CreateTempSubdirectory("fastmf-docs-").FullName;

    public Snippets()
    {
        Environment.CurrentDirectory = _folder;
        StringBuilder text = new("user,item,rating\n");
        for (int user = 1; user <= 60; user++)
        {
            for (int item = 1; item <= 40; item++)
            {
                if ((user * 7 + item * 3) % 4 != 0)
                    text.Append(
                        CultureInfo.InvariantCulture,
                        $"{user},{item},{((user + item) % 2 == 0 ? 4.5 : 1.5)}\n"
                    );
            }
        }
        File.WriteAllText("ratings.csv", text.ToString());
    }

    public void Dispose()
    {
        Environment.CurrentDirectory = _before;
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Readme()
    {
        Progress<EpochReport> progress = new();
        CancellationToken cancellationToken = CancellationToken.None;
        int user = 0;

        #region snippet
        Ratings ratings = RatingsReader.Read("ratings.csv");
        (Ratings train, Ratings test) = ratings.Split(holdout: 0.1, seed: 42);

        SgdTrainer trainer = new(new() { Rank = 64, Penalty = Penalty.L2(0.05f) });
        FitResult fit = trainer.Fit(train, progress, cancellationToken);

        double rmse = fit.Model.Evaluate(test).Rmse;
        Span<Scored> best = stackalloc Scored[10];
        int n = fit.Model.Recommend(user, best, exclude: train);
        fit.Model.Save("model.safetensors");
        #endregion

        Assert.InRange(rmse, 0, 1.5);
        Assert.Equal(10, n);
        Assert.Equal(64, ModelFile.Load("model.safetensors").Rank);
    }

    [Fact]
    public void Hogwild()
    {
        #region snippet
        SgdOptions options = new() { Parallel = SgdParallel.Hogwild };
        #endregion

        FitResult fit = new SgdTrainer(options).Fit(RatingsReader.Read("ratings.csv"));
        Assert.InRange(fit.Model.Evaluate(RatingsReader.Read("ratings.csv")).Rmse, 0, 1.4);
    }

    [Fact]
    public void Validation_and_early_stopping()
    {
        #region snippet
        (Ratings rest, Ratings test) = RatingsReader.Read("ratings.csv").Split(holdout: 0.1);
        (Ratings train, Ratings validation) = rest.Split(holdout: 0.1);

        SgdTrainer trainer = new(new() { Epochs = 50, Patience = 3 });
        FitResult fit = trainer.Fit(train, validation);

        foreach (EpochReport epoch in fit.History)
            Console.WriteLine($"{epoch.Epoch}: {epoch.ValidationRmse}");
        Console.WriteLine($"best epoch {fit.BestEpoch}, held out {fit.Model.Evaluate(test).Rmse}");
        #endregion

        Assert.Equal(fit.History.MinBy(epoch => epoch.ValidationRmse).Epoch, fit.BestEpoch);
    }

    [Fact]
    public void Ids()
    {
        new SgdTrainer(new() { Epochs = 2 }).Fit(RatingsReader.Read("ratings.csv")).Model.Save("model.safetensors");

        #region snippet
        FactorModel model = ModelFile.Load("model.safetensors");

        Prediction prediction = model.Predict(user: 42, item: "a text id");
        Console.WriteLine($"{prediction.Value}, item known: {prediction.ItemKnown}");

        Scored[] best = new Scored[10];
        int n = model.Recommend(42, best, out bool userKnown);
        foreach (Scored scored in best.AsSpan(0, n))
            Console.WriteLine($"item {model.Items[scored.Row]}: {scored.Score}");
        #endregion

        Assert.True(prediction.UserKnown && userKnown);
        Assert.False(prediction.ItemKnown);
        Assert.Equal(10, n);
    }

    [Fact]
    public void Fold_in()
    {
        #region snippet
        Ratings plays = RatingsReader.Read("ratings.csv");
        FactorModel model = new ImplicitAlsTrainer(new() { Rank = 16, Positive = 4 }).Fit(plays).Model;

        int[] items = [3, 5, 8]; // rows of what a new user chose
        float[] values = [5, 4, 5];
        float[] factors = new float[model.Rank];
        model.FoldInUser(items, values, factors);

        Scored[] best = new Scored[10];
        int n = model.Recommend(factors, best, exclude: items);
        float[] contributions = new float[items.Length];
        float score = model.Explain(best[0].Row, items, values, contributions);
        #endregion

        Assert.Equal(10, n);
        Assert.Equal(best[0].Score, score, 1e-4);
    }

    [Fact]
    public void Strong_generalization()
    {
        #region snippet
        Ratings ratings = RatingsReader.Read("ratings.csv");
        (Ratings train, Ratings history, Ratings test) = ratings.SplitUsers(0.1, history: 0.8);
        FactorModel model = new AlsTrainer(new() { Rank = 16 }).Fit(train.Compact()).Model;

        RankingOptions options = new() { Exclude = history, Positive = 4 };
        double ndcg = model.FoldInUsers(history).EvaluateRanking(test, options).Ndcg;
        double popular = MostPopular.Of(train, positive: 4).EvaluateRanking(test, options).Ndcg;
        #endregion

        Assert.InRange(ndcg, 0.01, 1);
        Assert.InRange(popular, 0.01, 1);
    }

    [Fact]
    public void Ratings_from_memory()
    {
        #region snippet
        Rating[] mine = [new("ann", "tea", 5), new("ann", "milk", 2), new("bob", "tea", 4)];
        Ratings ratings = Ratings.From(mine);
        FitResult fit = new SgdTrainer(new() { Rank = 2 }).Fit(ratings);
        #endregion

        Assert.Equal(2, fit.Model.Users.Count);
        Assert.Equal(new Id("ann"), ratings.Users[0]);
    }

    [Fact]
    public void Lambdas_of_priors()
    {
        #region snippet
        L2Penalty penalty = Penalty.FromPriorVariance(noiseVariance: 0.7, userVariance: 0.1, itemVariance: 0.2);
        (double users, double items) = penalty.PriorVariances(noiseVariance: 0.7);

        L1Penalty sparse = Penalty.FromLaplaceScale(noiseVariance: 0.7, scale: 0.2);
        #endregion

        Assert.Equal(0.1, users, 1e-7);
        Assert.Equal(0.2, items, 1e-7);
        Assert.Equal(7f, sparse.Users);
    }

    [Fact]
    public void Mapped_models()
    {
        new SgdTrainer(new() { Rank = 16 }).Fit(RatingsReader.Read("ratings.csv")).Model.Save("model.safetensors");
        (int userRow, int itemRow) = (3, 5);

        #region snippet
        FactorModel model = ModelFile.Open("model.safetensors"); // mapped: at once, whatever its size
        float prediction = model.Predict(userRow, itemRow); // reads the pages it needs
        model.Verify(); // reads them all: the checksum and the content
        #endregion

        Assert.True(model.UserFactors.IsMapped);
        Assert.Equal(ModelFile.Load("model.safetensors").Predict(userRow, itemRow), prediction);
    }

    [Fact]
    public void Retrieval()
    {
        Ratings seen = RatingsReader.Read("ratings.csv");
        FactorModel model = new SgdTrainer(new() { Rank = 16 }).Fit(seen).Model;
        int userRow = 3;
        int[] soldOut = [2, 5];

        #region snippet
        Retriever retriever = Retriever.Build(model); // once a model, on any thread; the model serves meanwhile
        Scored[] best = new Scored[50];
        int n = retriever.Recommend(userRow, best, new() { Exclude = seen, Deny = soldOut });
        int diverse = model.Diversify(best.AsSpan(0, n), count: 10, relevance: 0.7f);
        #endregion

        Assert.Equal(Math.Min(10, n), diverse);
    }
}
