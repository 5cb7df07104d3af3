using FastMf.Data;
using FastMf.Models;
using FastMf.Optimizers;
using FastMf.Penalties;
using FastMf.Tests.Reference;
using FastMf.Trainers;

namespace FastMf.Tests.Contracts;

/// <summary>
/// Weight decay in its three forms, an L2 term of J, added to the gradient, a shrinking of its own: where they come to
/// the same and where they do not, as docs/conventions.md says.
/// </summary>
public sealed class WeightDecayTests
{
    private const float Decay = 0.3f;
    private const double Same = 1e-5;

    private static readonly Ratings s_ratings = DividedByFour(Boards.Planted(20, 15, 200));

    public static TheoryData<string> Names => [.. OptimizerCatalog.All.Select(optimizer => optimizer.Name)];

    /// <summary>x - r (g + d x) = (1 - r d) x - r g.</summary>
    [Fact]
    public void For_sgd_all_three_are_the_same()
    {
        const float Rate = 0.01f;
        double[] penalty = Trained(new Sgd(), Decay);
        AssertSame(penalty, Trained(new Sgd { WeightDecay = Decay }, 0f));
        GradientOptions oneStep = Options(new Sgd(), 0f) with { Epochs = 1, LearningRate = Rate };
        FactorModel model = new GradientTrainer(oneStep with { Epochs = 0 }).Fit(s_ratings).Model;
        double[] shrunk = PlainDescent.Flat(model);
        for (int epoch = 0; epoch < 30; epoch++)
        {
            double[] before = PlainDescent.Flat(model);
            model = new GradientTrainer(oneStep).Fit(s_ratings, null, model).Model;
            shrunk = PlainDescent.Flat(model);
            for (int k = 0; k < shrunk.Length; k++)
                shrunk[k] -= Rate * Decay * before[k];
            model = Parameters.Model(shrunk, model);
        }
        AssertSame(penalty, shrunk);
    }

    /// <summary>One that is not the L2 term must say so by shrinking apart from its step, as AdamW does.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void In_full_batches_it_is_the_L2_term_for_all_but_adamw(string name)
    {
        Optimizer optimizer = OptimizerCatalog.All.Single(one => one.Name == name);
        double[] decay = Trained(optimizer with { WeightDecay = Decay }, 0f);
        double[] penalty = Trained(optimizer, Decay);
        if (optimizer is AdamW)
            Assert.True(Parameters.Distance(decay, penalty) > 0.05, $"{Parameters.Distance(decay, penalty)}");
        else
            AssertSame(penalty, decay);
        Assert.True(Parameters.Distance(Trained(optimizer, 0f), decay) > 1e-3);
    }

    [Fact]
    public void Adam_with_the_decay_coupled_and_with_it_decoupled_ends_elsewhere()
    {
        double[] coupled = Trained(new Adam { WeightDecay = Decay }, 0f);
        double[] decoupled = Trained(new AdamW { WeightDecay = Decay }, 0f);
        Assert.Equal(Trained(new Adam(), 0f), Trained(new AdamW(), 0f)); // without decay they are one
        Assert.True(Parameters.Distance(coupled, decoupled) > 0.05, $"{Parameters.Distance(coupled, decoupled)}");
    }

    [Theory]
    [InlineData("sgd")]
    [InlineData("adam")]
    public void In_batches_of_a_sum_it_is_lambda_times_m_over_the_batch(string name)
    {
        Optimizer optimizer = OptimizerCatalog.All.Single(one => one.Name == name);
        int batch = s_ratings.Count / 4;
        double[] decay = Trained(optimizer with { WeightDecay = Decay }, 0f, batch);
        AssertSame(Trained(optimizer, Decay * 4, batch), decay);
        Assert.True(Parameters.Distance(Trained(optimizer, Decay, batch), decay) > 0.01);
        AssertSame(
            Trained(optimizer, Decay, batch, Reduction.Mean),
            Trained(optimizer with { WeightDecay = Decay }, 0f, batch, Reduction.Mean)
        );
    }

    [Fact]
    public void It_knows_no_exponent()
    {
        double[] decay = Trained(new Sgd { WeightDecay = Decay }, 0f);
        Assert.True(Parameters.Distance(Trained(new Sgd(), Decay, exponent: 1f), decay) > 0.05);
    }

    /// <summary>So many that four batches have as many each.</summary>
    private static Ratings DividedByFour(Ratings ratings)
    {
        int count = ratings.Count / 4 * 4;
        return Ratings.FromRows(
            ratings.Users.Count,
            ratings.Items.Count,
            ratings.UserRows[..count],
            ratings.ItemRows[..count],
            ratings.Values[..count]
        );
    }

    private static GradientOptions Options(Optimizer optimizer, float lambda) =>
        new()
        {
            Rank = 5,
            Epochs = 30,
            LearningRate = 0.01f,
            Optimizer = optimizer,
            Penalty = Penalty.L2(lambda),
            BiasPenalty = new(lambda, lambda),
        };

    private static double[] Trained(
        Optimizer optimizer,
        float lambda,
        int? batch = null,
        Reduction reduction = Reduction.Sum,
        float exponent = 0f
    )
    {
        GradientOptions options = Options(optimizer, lambda) with
        {
            BatchSize = batch,
            Reduction = reduction,
            PenaltyExponent = exponent,
        };
        return PlainDescent.Flat(new GradientTrainer(options).Fit(s_ratings).Model);
    }

    private static void AssertSame(double[] expected, double[] actual) =>
        Assert.InRange(Parameters.Distance(actual, expected), 0, Same);
}
