using FastMf.Data;
using FastMf.Models;
using FastMf.Penalties;
using FastMf.Tests.Contracts;
using FastMf.Tests.Reference;
using FastMf.Threads;
using FastMf.Trainers;

namespace FastMf.Tests.Models;

public class FoldInTests
{
    private const float Positive = 2f;

    private static readonly Ratings _ratings = Boards.Planted(users: 300, items: 200, count: 12_000);
    private static readonly FactorModel _model = Fit(new());

    public static TheoryData<int, Unobserved> Cases
    {
        get
        {
            TheoryData<int, Unobserved> cases = [];
            foreach (int rank in (int[])[1, 17, 32, 64, 100])
            foreach (Unobserved unobserved in Enum.GetValues<Unobserved>())
                cases.Add(rank, unobserved);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_training_user_folded_in_gives_that_users_row(int rank, Unobserved unobserved)
    {
        FactorModel model = Fit(new() { Rank = rank, Unobserved = unobserved });
        float[] factors = new float[rank];
        for (int user = 0; user < model.Users.Count; user++)
        {
            model.FoldInUser(_ratings.ByUser.ColumnsOf(user), _ratings.ByUser.ValuesOf(user), factors);
            AssertNear(model.UserFactors[user], factors, 1e-5);
        }
    }

    [Fact]
    public void By_conjugate_gradients_a_row_is_near_what_fold_in_gives()
    {
        FactorModel model = Fit(new() { RowSolver = ImplicitRowSolver.ConjugateGradient, Epochs = 30 });
        float[] factors = new float[model.Rank];
        for (int user = 0; user < model.Users.Count; user++)
        {
            model.FoldInUser(_ratings.ByUser.ColumnsOf(user), _ratings.ByUser.ValuesOf(user), factors);
            AssertNear(model.UserFactors[user], factors, 0.02);
        }
    }

    [Fact]
    public void After_an_exact_finish_a_row_is_what_fold_in_gives()
    {
        ImplicitAlsOptions iterated = new() { RowSolver = ImplicitRowSolver.ConjugateGradient, Epochs = 3 };
        Assert.True(Distance(Fit(iterated)) > 1e-4, "else there is nothing to finish");
        FactorModel finished = Fit(iterated with { ExactFinish = true });
        float[] factors = new float[finished.Rank];
        for (int user = 0; user < finished.Users.Count; user++)
        {
            finished.FoldInUser(_ratings.ByUser.ColumnsOf(user), _ratings.ByUser.ValuesOf(user), factors);
            AssertNear(finished.UserFactors[user], factors, 1e-5);
        }

        static double Distance(FactorModel model)
        {
            float[] factors = new float[model.Rank];
            model.FoldInUser(_ratings.ByUser.ColumnsOf(0), _ratings.ByUser.ValuesOf(0), factors);
            return model.UserFactors[0].ToArray().Zip(factors, (x, y) => Math.Abs(x - y)).Max();
        }
    }

    [Fact]
    public void An_item_is_folded_in_against_the_users()
    {
        SparseMatrix byItem = _ratings.ByUser.Transpose();
        PlainImplicit plain = new(new(Transposed(), _ratings.Transpose(), Swapped()));
        float[] factors = new float[_model.Rank];
        int count = _model.FoldInItem(byItem.ColumnsOf(7), byItem.ValuesOf(7), factors);
        Assert.Equal(byItem.ValuesOf(7).ToArray().Count(value => value >= Positive), count);
        AssertNear([.. plain.BestUser(7).Select(x => (float)x)], factors, 1e-4);
    }

    [Fact]
    public void A_history_without_positives_gives_zeros()
    {
        float[] factors = [.. Enumerable.Repeat(1f, _model.Rank)];
        Assert.Equal(0, _model.FoldInUser([], [], factors));
        Assert.All(factors, x => Assert.Equal(0f, x));
        Assert.Equal(0, _model.FoldInUser([3], [Positive - 1], factors));
        Assert.All(factors, x => Assert.Equal(0f, x));
    }

    [Fact]
    public void Contributions_add_up_to_the_score()
    {
        float[] factors = new float[_model.Rank];
        for (int user = 0; user < 20; user++)
        {
            ReadOnlySpan<int> items = _ratings.ByUser.ColumnsOf(user);
            ReadOnlySpan<float> values = _ratings.ByUser.ValuesOf(user);
            float[] contributions = new float[items.Length];
            _model.FoldInUser(items, values, factors);
            for (int item = 0; item < 30; item++)
            {
                float score = _model.Explain(item, items, values, contributions);
                Assert.Equal((float)contributions.Sum(x => (double)x), score);
                double expected = 0;
                for (int k = 0; k < factors.Length; k++)
                    expected += (double)factors[k] * _model.ItemFactors[item][k];
                Assert.Equal(expected, score, 1e-5);
                for (int k = 0; k < values.Length; k++)
                    Assert.True(values[k] >= Positive || contributions[k] == 0f);
            }
        }
    }

    [Fact]
    public void Recommendations_for_factors_are_those_of_the_user_who_has_them()
    {
        Scored[] expected = new Scored[10];
        Scored[] actual = new Scored[10];
        for (int user = 0; user < 10; user++)
        {
            int count = _model.Recommend(user, expected, _ratings);
            Assert.Equal(count, _model.Recommend(_model.UserFactors[user], actual, _ratings.ByUser.ColumnsOf(user)));
            Assert.Equal(expected, actual);
        }
    }

    [Fact]
    public void Any_number_of_threads_get_the_same_bits()
    {
        float[][] alone = [.. Enumerable.Range(0, 300).Select(user => Fold(_model, user))];
        FactorModel shared = Fit(new()); // its first call is one of several at once
        using WorkerTeam team = new(4);
        float[][] together = new float[300][];
        team.ForEach(300, user => together[user] = Fold(shared, user));
        Assert.Equal(alone, together);

        static float[] Fold(FactorModel model, int user)
        {
            float[] factors = new float[model.Rank];
            model.FoldInUser(_ratings.ByUser.ColumnsOf(user), _ratings.ByUser.ValuesOf(user), factors);
            return factors;
        }
    }

    [Fact]
    public void Nothing_is_allocated_after_the_first_call()
    {
        float[] factors = new float[_model.Rank];
        Scored[] best = new Scored[10];
        SparseMatrix history = _ratings.ByUser;
        float[] contributions = new float[history.CountOf(1)];
        Assert.Equal(0, Allocation.Of(Once));

        void Once()
        {
            _model.FoldInUser(history.ColumnsOf(1), history.ValuesOf(1), factors);
            _model.Explain(5, history.ColumnsOf(1), history.ValuesOf(1), contributions);
            _model.Recommend(factors, best, history.ColumnsOf(1));
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        float[] factors = new float[_model.Rank];
        Assert.Equal("items", Refused(() => _model.FoldInUser([1, 1], [3f, 3f], factors)));
        Assert.Equal("items", Refused(() => _model.FoldInUser([200], [3f], factors)));
        Assert.Equal("items", Refused(() => _model.FoldInUser([-1], [3f], factors)));
        Assert.Equal("users", Refused(() => _model.FoldInItem([300], [3f], factors)));
        Assert.Equal("values", Refused(() => _model.FoldInUser([1], [3f, 3f], factors)));
        Assert.Equal("values", Refused(() => _model.FoldInUser([1], [float.NaN], factors)));
        Assert.Equal("values", Refused(() => _model.FoldInUser([1], [float.PositiveInfinity], factors)));
        Assert.Equal("factors", Refused(() => _model.FoldInUser([1], [3f], new float[3])));
        Assert.Equal("item", Refused(() => _model.Explain(200, [1], [3f], new float[1])));
        Assert.Equal("contributions", Refused(() => _model.Explain(2, [1], [3f], new float[2])));
        Assert.Equal("userFactors", Refused(() => _model.Recommend(new float[3], new Scored[1])));
        Assert.Equal("exclude", Refused(() => _model.Recommend(factors, new Scored[1], [3, 2])));
        _model.FoldInUser([1], [3f], factors); // what was refused left no marks
        FactorModel other = new SgdTrainer(new() { Epochs = 1 }).Fit(_ratings).Model;
        Assert.Throws<InvalidOperationException>(() => other.FoldInUser([1], [3f], new float[other.Rank])); // has biases
        Assert.Throws<InvalidOperationException>(() => other.Recommend(new float[other.Rank], new Scored[1]));

        static string? Refused(Func<object> call) => Assert.ThrowsAny<ArgumentException>(call).ParamName;
    }

    private static FactorModel Fit(ImplicitAlsOptions options) =>
        new ImplicitAlsTrainer(
            options with
            {
                Positive = Positive,
                Epochs = options.Epochs == 20 ? 4 : options.Epochs,
                RowSolver = options.Epochs == 20 ? ImplicitRowSolver.Cholesky : ImplicitRowSolver.ConjugateGradient,
            }
        )
            .Fit(_ratings)
            .Model;

    private static FactorModel Transposed() => new(_model.ItemFactors, _model.UserFactors, _model.Info);

    private static ObjectiveOptions Swapped() =>
        _model.Info.Objective with
        {
            Penalty = (L2Penalty)_model.Info.Objective.Penalty.Transpose(),
        };

    private static void AssertNear(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double share)
    {
        double size = Math.Sqrt(expected.ToArray().Sum(x => (double)x * x));
        for (int k = 0; k < expected.Length; k++)
            Assert.Equal(expected[k], actual[k], share * size);
    }
}
