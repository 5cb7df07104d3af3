using FastMf.Penalties;
using FastMf.Selection;
using FastMf.Trainers;
using FastMf.Training;

namespace FastMf.Tests.Selection;

/// <summary>What the tests of a search try.</summary>
internal static class Candidates
{
    public static SearchSpace Space { get; } =
        new()
        {
            Penalties = [new L2Penalty(0.001f, 0.001f), new L2Penalty(0.1f, 0.1f), new L2Penalty(5f, 5f)],
            Ranks = [2, 5],
            PenaltyExponents = [1f],
            LearningRates = [0.5f],
            Epochs = 12,
        };

    public static Trainer Trainer(Candidate candidate, int threads) =>
        new SgdTrainer(candidate.ApplyTo(new SgdOptions { Threads = threads }));

    /// <summary>A result with chosen errors.</summary>
    public static CandidateResult Result(float lambda, int rank, params double[] rmse) =>
        new(
            new Candidate
            {
                Penalty = new L2Penalty(lambda, lambda),
                Rank = rank,
                PenaltyExponent = 1f,
                LearningRate = 1f,
                Epochs = 10,
            },
            new CrossValidationResult([.. rmse.Select(error => new FoldResult(error, 4, 10))], ValidationMeasure.Rmse)
        );
}
