using FastMf.Data;
using FastMf.Losses;
using FastMf.Models;
using FastMf.Penalties;
using FastMf.Tests.Contracts;
using FastMf.Trainers;

namespace FastMf.Tests.Models;

/// <summary>New rows that no formula gives, and calls that do not fit.</summary>
public class RefusedFoldInTests
{
    private static readonly Ratings _ratings = Boards.Planted(users: 80, items: 60, count: 2500);

    [Fact]
    public void What_has_no_best_row_is_refused_with_its_name_and_what_to_do()
    {
        foreach (Loss loss in LossCatalog.All.Where(loss => loss is not SquaredLoss))
            Assert.Contains(loss.Name + " loss", Refused(new() { Loss = loss }));
        Assert.Contains("pairs (solver bpr)", Refused(BprFit().Info.Objective, BprFit().Info.Options));
        Assert.Contains("Frobenius", Refused(new() { Penalty = Penalty.Frobenius(1f) }));
        Assert.Contains("mean", Refused(new() { Reduction = Reduction.Mean }));

        static string Refused(ObjectiveOptions objective, IReadOnlyDictionary<string, string>? options = null)
        {
            ModelInfo info = new()
            {
                Objective = objective,
                Options = options ?? new SortedDictionary<string, string>(),
            };
            FactorModel model = new(new FactorMatrix(2, 3), new FactorMatrix(2, 3), info);
            string why = Message(() => model.FoldInUser([1], [1f], new float[3], out _));
            Assert.Equal(why, Message(() => model.FoldInItem([1], [1f], new float[3], out _)));
            Assert.Equal(why, Message(() => (int)model.Explain(0, [1], [1f], new float[1])));
            Assert.Contains("train with --solver als", why);
            return why;
        }

        static FactorModel BprFit() => new BprTrainer(new() { Epochs = 1, Rank = 3 }).Fit(_ratings).Model;
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        FactorModel model = new AlsTrainer(new() { Rank = 8, Epochs = 1 }).Fit(_ratings).Model;
        float[] factors = new float[model.Rank];
        Assert.Contains("bias", Message(() => model.FoldInUser([1], [3f], factors)));
        Assert.Contains("bias", Message(() => model.FoldInItem([1], [3f], factors)));
        Assert.Contains("bias", Message(() => model.Recommend(factors, new Scored[1])));
        FactorModel sparse = new AlsTrainer(
            new()
            {
                Rank = 8,
                Epochs = 1,
                NonNegative = true,
            }
        ).Fit(_ratings).Model;
        Assert.Contains("no sum", Message(() => (int)sparse.Explain(0, [1], [1f], new float[1])));
        Assert.Equal("items", Named(() => model.FoldInUser([1, 1], [3f, 3f], factors, out _)));
        Assert.Equal("users", Named(() => model.FoldInItem([80], [3f], factors, out _)));
        Assert.Equal("values", Named(() => model.FoldInUser([1], [float.NaN], factors, out _)));
        Assert.Equal("values", Named(() => model.FoldInUser([1], [], factors, out _)));
        Assert.Equal("factors", Named(() => model.FoldInUser([1], [3f], new float[3], out _)));

        static string? Named(Func<object> call) => Assert.ThrowsAny<ArgumentException>(call).ParamName;
    }

    private static string Message(Func<object> call) => Assert.Throws<InvalidOperationException>(call).Message;
}
