using FastMf.Data;
using FastMf.Evaluation;
using FastMf.Models;
using FastMf.Trainers;
using FastMf.Training;

namespace FastMf.Tests.Contracts;

public sealed class BprTrainerTests : TrainerContract
{
    private const float Positive = 0.5f;

    protected override Trainer Create(int rank = 8, int epochs = 10, int threads = 1, ulong seed = 42) =>
        new BprTrainer(
            new()
            {
                Rank = rank,
                Epochs = epochs,
                Threads = threads,
                Seed = seed,
                Positive = Positive,
                TrackObjective = true,
            }
        );

    protected override double ValidationError(EpochReport epoch) => -epoch.ValidationNdcg!.Value;

    protected override double ValidationError(FactorModel model, Ratings train, Ratings test) =>
        -model.EvaluateRanking(test, 10, train, Positive, threads: 1).Ndcg;
}
