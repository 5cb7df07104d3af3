using FastMf.Data;
using FastMf.Kernels;
using FastMf.Models;
using FastMf.Objectives;
using FastMf.Optimizers;
using FastMf.Penalties;
using FastMf.Tests.Reference;
using FastMf.Trainers;

namespace FastMf.Tests.Contracts;

/// <summary>
/// The slips of the trade that docs/conventions.md lists, written as the pages write them: each comes to another lambda
/// than the one it names, and this is that lambda.
/// </summary>
public sealed class SlipTests
{
    private const int Users = 12;
    private const int Items = 9;
    private const int Rank = 3;
    private const int Epochs = 40;
    private const double Named = 0.3; // the page's lambda
    private const double Rate = 0.01;

    private static readonly Ratings s_ratings = Boards.Planted(Users, Items, 70);
    private static readonly int s_count = s_ratings.Count;

    [Fact]
    public void A_gradient_of_the_square_without_its_2_is_half_the_lambda()
    {
        // cost: sum of e^2 + L (|U|^2 + |V|^2)
        double[] right = Page(Rate, data: -2, penalty: x => 2 * Named * x);
        double[] slip = Page(Rate, data: -2, penalty: x => Named * x);
        AssertSame(right, Ours(2 * Named, Rate));
        AssertSame(slip, Ours(2 * Named / 2, Rate));
        Assert.True(Parameters.Distance(slip, right) > 0.02);
    }

    [Fact]
    public void Lambda_in_the_update_of_a_cost_with_lambda_over_2m_is_m_times_the_lambda()
    {
        // cost: 1/(2m) sum of e^2 + L/(2m) (|U|^2 + |V|^2)
        const double Strong = 0.1;
        double rate = 2 * s_count * Rate;
        double[] right = Page(rate, data: -1.0 / s_count, penalty: x => Strong / s_count * x);
        double[] slip = Page(rate, data: -1.0 / s_count, penalty: x => Strong * x);
        AssertSame(right, Ours(2 * Strong, Rate));
        AssertSame(slip, Ours(2 * Strong * s_count, Rate));
        AssertSame(right, Ours(2 * Strong / s_count, s_count * Rate, Reduction.Mean));
        AssertSame(slip, Ours(2 * Strong, s_count * Rate, Reduction.Mean));
        Assert.True(Parameters.Distance(slip, right) > 0.1, $"{Parameters.Distance(slip, right)}");
    }

    [Fact]
    public void A_norm_without_its_square_but_with_the_squares_gradient_minimizes_another_cost_than_it_shows()
    {
        // cost shown: sum of e^2 + L (|U| + |V|)
        double[] slip = Page(Rate, data: -2, penalty: x => 2 * Named * x, epochs: 4000);
        FactorModel model = Model(slip);
        Assert.InRange(Norm(model, Penalty.L2((float)(2 * Named))), 0, 1e-3); // it stands still where this J does
        Assert.True(Norm(model, Penalty.Frobenius((float)Named)) > 0.1); // and not where the shown one would
    }

    /// <summary>The gradient of lambda |U| is that of L2 with lambda / |U|: the shorter, the stronger.</summary>
    [Fact]
    public void An_honest_norm_without_its_square_is_L2_with_lambda_over_the_norm()
    {
        FactorModel model = Model(Page(Rate, data: -2, penalty: x => 2 * Named * x));
        double users = Length(model.UserFactors);
        double items = Length(model.ItemFactors);
        ObjectiveGradient norm = Gradient(model, Penalty.Frobenius((float)Named));
        ObjectiveGradient square = Gradient(model, Penalty.L2((float)(Named / users), (float)(Named / items)));
        for (int i = 0; i < Users; i++)
        for (int k = 0; k < Rank; k++)
            Assert.Equal(square.Users[i][k], norm.Users[i][k], 1e-5f);
        for (int j = 0; j < Items; j++)
        for (int k = 0; k < Rank; k++)
            Assert.Equal(square.Items[j][k], norm.Items[j][k], 1e-5f);
    }

    /// <summary>Gradient descent as such a page writes it: x -= rate * (data * sum of e * other + penalty(x)).</summary>
    private static double[] Page(double rate, double data, Func<double, double> penalty, int epochs = Epochs)
    {
        double[] x = [.. Enumerable.Range(0, (Users + Items) * Rank).Select(Start)];
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            double[] gradient = [.. x.Select(penalty)];
            for (int n = 0; n < s_count; n++)
            {
                int u = s_ratings.UserRows[n] * Rank;
                int v = (Users + s_ratings.ItemRows[n]) * Rank;
                double error = s_ratings.Values[n];
                for (int k = 0; k < Rank; k++)
                    error -= x[u + k] * x[v + k];
                for (int k = 0; k < Rank; k++)
                {
                    gradient[u + k] += data * error * x[v + k];
                    gradient[v + k] += data * error * x[u + k];
                }
            }
            for (int p = 0; p < x.Length; p++)
                x[p] -= rate * gradient[p];
        }
        return x;
    }

    private static double[] Ours(double lambda, double rate, Reduction reduction = Reduction.Sum)
    {
        GradientOptions options = new()
        {
            Rank = Rank,
            Epochs = Epochs,
            Bias = false,
            Optimizer = new Sgd(),
            LearningRate = (float)rate,
            Penalty = Penalty.L2((float)lambda),
            Reduction = reduction,
        };
        FactorModel start = Model([.. Enumerable.Range(0, (Users + Items) * Rank).Select(Start)]);
        return PlainDescent.Flat(new GradientTrainer(options).Fit(s_ratings, null, start).Model);
    }

    private static FactorModel Model(double[] x) =>
        Parameters.Model(
            x,
            new FactorModel(
                new FactorMatrix(Users, Rank),
                new FactorMatrix(Items, Rank),
                new ModelInfo(),
                s_ratings.Users,
                s_ratings.Items
            )
        );

    private static ObjectiveGradient Gradient(FactorModel model, Penalty penalty) =>
        ObjectiveFunction.Gradient(model, s_ratings, new ObjectiveOptions { Penalty = penalty, PenaltyExponent = 0 });

    private static double Norm(FactorModel model, Penalty penalty)
    {
        ObjectiveGradient gradient = Gradient(model, penalty);
        double users = Length(gradient.Users);
        double items = Length(gradient.Items);
        return Math.Sqrt(users * users + items * items);
    }

    private static double Length(FactorMatrix matrix)
    {
        double sum = 0;
        for (int row = 0; row < matrix.Rows; row++)
            foreach (float x in matrix[row])
                sum += (double)x * x;
        return Math.Sqrt(sum);
    }

    private static double Start(int k) => (float)(0.5 * CounterRandom.Normal(9, 0, (ulong)k));

    private static void AssertSame(double[] page, double[] ours)
    {
        Assert.All(page, x => Assert.True(double.IsFinite(x)));
        Assert.InRange(Parameters.Distance(ours, page), 0, 1e-4);
    }
}
