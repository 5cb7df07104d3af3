using FastMf.Data;
using FastMf.IO;
using FastMf.Models;
using FastMf.Tests.Training;
using FastMf.Training;

namespace FastMf.Tests.Contracts;

/// <summary>A fit that is stopped and resumed gives what it would have given without the stop.</summary>
public abstract partial class TrainerContract
{
    /// <summary>Stopped on the way to an epoch, with a checkpoint every so many.</summary>
    [Theory]
    [InlineData(1, 1, true)]
    [InlineData(2, 1, false)]
    [InlineData(5, 3, true)]
    [InlineData(8, 4, false)]
    [InlineData(9, 2, true)]
    public void Resumed_equals_uninterrupted_byte_for_byte(int stop, int every, bool validated)
    {
        (Ratings train, Ratings test) = Boards.Planted(users: 200, items: 150, count: 6_000, noise: 1).Split(0.2);
        Ratings? validation = validated ? test : null;
        FitResult whole = Create(rank: 5, threads: 2).Fit(train, validation);
        Interrupted.AssertSame(
            whole,
            epochs => Create(rank: 5, threads: 1, epochs: epochs),
            train,
            validation,
            stop,
            every
        );
    }

    [Fact]
    public void A_checkpoint_is_the_model_of_its_epoch()
    {
        using CheckpointFolder folder = new();
        Ratings ratings = Boards.Planted();
        folder.StopAfter(3, epochs => Create(epochs: epochs), ratings, null);
        Boards.AssertSameBits(Create(epochs: 3).Fit(ratings).Model, ModelFile.Load(folder.File));
    }

    [Fact]
    public void More_epochs_follow_the_checkpoint_at_the_end()
    {
        using CheckpointFolder folder = new();
        (Ratings train, Ratings test) = Boards.Planted(noise: 1).Split(0.2);
        FitResult first = Create(epochs: 4).Fit(train, test, null, folder.Writing(every: 100));
        FitResult same = Create(epochs: 4).Fit(train, test, null, folder.Resuming);
        Assert.Equal(4, same.ResumedAfter);
        Interrupted.AssertSame(first, same);
        Interrupted.AssertSame(
            Create(epochs: 9).Fit(train, test),
            Create(epochs: 9).Fit(train, test, null, folder.Resuming)
        );
    }

    [Fact]
    public void A_checkpoint_of_another_fit_is_refused_and_what_differs_is_named()
    {
        using CheckpointFolder folder = new();
        Ratings ratings = Boards.Planted();
        FactorModel model = Create(epochs: 1).Fit(ratings).Model;
        folder.StopAfter(3, epochs => Create(epochs: epochs), ratings, null);
        Refused("rank: found 8, expected 9", Create(rank: 9), ratings);
        Refused("seed: found 42, expected 43", Create(seed: 43), ratings);
        Refused("ratings: found 1200 of", Create(), Boards.Planted(count: 700), "expected");
        Refused("validation ratings: found none, expected", Create(), ratings, validation: ratings);
        Refused("initial model: found none, expected", Create(), ratings, initial: model);
        Refused("it was written after epoch 3; this fit ends after 2", Create(epochs: 2), ratings);

        void Refused(
            string message,
            Trainer trainer,
            Ratings train,
            string more = "",
            Ratings? validation = null,
            FactorModel? initial = null
        )
        {
            ArgumentException error = Assert.Throws<ArgumentException>(() =>
                trainer.Fit(train, validation, initial, folder.Resuming)
            );
            Assert.Equal("checkpoints", error.ParamName);
            Assert.StartsWith(folder.File, error.Message, StringComparison.Ordinal);
            Assert.Contains(
                message.Replace("1200", $"{ratings.Count}", StringComparison.Ordinal),
                error.Message,
                StringComparison.Ordinal
            );
            Assert.Contains(more, error.Message, StringComparison.Ordinal);
        }
    }
}
