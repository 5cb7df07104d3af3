using FastMf.Data;
using FastMf.IO;
using FastMf.Penalties;
using FastMf.Tests.IO;
using FastMf.Trainers;
using FastMf.Training;

namespace FastMf.Tests.Training;

/// <summary>Good runs raise no alarm; where a default run does have a fault, it is that one alone.</summary>
public sealed class HealthyFitTests
{
    private static readonly Ratings _generated = SyntheticRatings.Generate(new()).Ratings;

    [Fact]
    public void Defaults_on_generated_ratings() => CheckDefaults(_generated);

    [RealDataFact]
    public void Defaults_on_real_ratings() =>
        CheckDefaults(RatingsReader.Read(Path.Combine(RealDataFactAttribute.Folder, "ml-latest-small", "ratings.csv")));

    [Fact]
    public void Ratings_without_noise()
    {
        (Ratings train, Ratings test) = SyntheticRatings.Generate(new() { Noise = 0f }).Ratings.Split(0.1);
        AssertNone(new SgdTrainer(new() { TrackObjective = true }).Fit(train, test));
        AssertNone(new AlsTrainer(new() { TrackObjective = true }).Fit(train, test));
    }

    [Fact]
    public void Nothing_is_said_of_a_fit_without_epochs() =>
        AssertNone(new SgdTrainer(new() { Epochs = 0, TrackObjective = true }).Fit(_generated));

    private static void CheckDefaults(Ratings ratings)
    {
        (Ratings train, Ratings test) = ratings.Split(0.1);
        AssertNone(new SgdTrainer(new() { TrackObjective = true }).Fit(train));
        AssertNone(new SgdTrainer(new() { TrackObjective = true, Patience = 3 }).Fit(train, test));
        AssertNone(new SgdTrainer(new() { TrackObjective = true, NonNegative = true }).Fit(train, test));
        AssertNone(new AlsTrainer(new() { TrackObjective = true }).Fit(train));
        AssertNone(new AlsTrainer(new() { TrackObjective = true }).Fit(train, test));
        AssertNone(new AlsTrainer(new() { TrackObjective = true, NonNegative = true }).Fit(train, test));
        GradientOptions gradient = new() { TrackObjective = true };
        AssertNone(new GradientTrainer(gradient with { Epochs = 100 }).Fit(train));
        AssertNone(new GradientTrainer(gradient with { Epochs = 100, Penalty = Penalty.L2(5f) }).Fit(train));
        // Twenty steps of Adam are few, and a hundred without a penalty many.
        AssertOnly(FindingKind.Underfitting, new GradientTrainer(gradient).Fit(train, test));
        AssertOnly(FindingKind.Overfitting, new GradientTrainer(gradient with { Epochs = 100 }).Fit(train, test));
    }

    private static void AssertNone(FitResult fit) => Assert.Equal("", fit.Diagnosis.ToString());

    private static void AssertOnly(FindingKind kind, FitResult fit)
    {
        Finding finding = Assert.Single(fit.Diagnosis);
        Assert.True(finding.Kind == kind, finding.ToString());
    }
}
