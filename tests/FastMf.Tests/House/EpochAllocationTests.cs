using FastMf.Data;
using FastMf.Models;
using FastMf.Tests.Contracts;
using FastMf.Trainers;
using FastMf.Training;

namespace FastMf.Tests.House;

/// <summary>Alone, since the bytes of all threads are counted.</summary>
[Collection(Alone.Name)]
public sealed class EpochAllocationTests
{
    [Theory]
    [InlineData(1, SgdParallel.Blocked)]
    [InlineData(2, SgdParallel.Blocked)]
    [InlineData(2, SgdParallel.Hogwild)]
    public void An_epoch_allocates_nothing_on_any_thread(int threads, SgdParallel parallel)
    {
        (Ratings train, Ratings test) = Boards.Planted(users: 300, items: 200, count: 12_000).Split(0.1);
        SgdOptions options = new()
        {
            Rank = 16,
            Epochs = 60,
            Threads = threads,
            Parallel = parallel,
            TrackObjective = true,
        };
        Bytes bytes = new();
        new SgdTrainer(options).Fit(train, test, null, bytes);
        Assert.Equal(0, bytes.Median());
    }

    [Theory]
    [InlineData(1, Negatives.Uniform, SgdParallel.Blocked)]
    [InlineData(2, Negatives.Popularity, SgdParallel.Blocked)]
    [InlineData(2, Negatives.Warp, SgdParallel.Hogwild)]
    public void An_epoch_of_pairs_allocates_nothing_on_any_thread(
        int threads,
        Negatives negatives,
        SgdParallel parallel
    )
    {
        (Ratings train, Ratings test) = Boards.Planted(users: 300, items: 200, count: 12_000).Split(0.1);
        BprOptions options = new()
        {
            Rank = 16,
            Epochs = 60,
            Threads = threads,
            Negatives = negatives,
            Parallel = parallel,
            Positive = 3f,
            TrackObjective = true,
        };
        Bytes bytes = new();
        new BprTrainer(options).Fit(train, test, null, bytes);
        Assert.Equal(0, bytes.Median());
    }

    [Theory]
    [InlineData(null)]
    [InlineData(500)]
    public void An_epoch_of_gradients_allocates_nothing_on_any_thread(int? batch)
    {
        (Ratings train, Ratings test) = Boards.Planted(users: 300, items: 200, count: 12_000).Split(0.1);
        GradientOptions options = new()
        {
            Rank = 16,
            Epochs = 60,
            Threads = 2,
            BatchSize = batch,
            TrackObjective = true,
        };
        Bytes bytes = new();
        new GradientTrainer(options).Fit(train, test, null, bytes);
        Assert.Equal(0, bytes.Median());
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    public void An_epoch_of_alternating_least_squares_allocates_nothing_on_any_thread(int threads, bool nonNegative)
    {
        (Ratings train, Ratings test) = Boards.Planted(users: 300, items: 200, count: 12_000).Split(0.1);
        AlsOptions options = new()
        {
            Rank = 16,
            Epochs = 60,
            Threads = threads,
            NonNegative = nonNegative,
            TrackObjective = true,
        };
        Bytes bytes = new();
        new AlsTrainer(options).Fit(train, test, null, bytes);
        Assert.Equal(0, bytes.Median());
    }

    [Fact]
    public void An_epoch_of_implicit_feedback_allocates_nothing_on_any_thread()
    {
        (Ratings train, Ratings test) = Boards.Planted(users: 300, items: 200, count: 12_000).Split(0.1);
        ImplicitAlsOptions options = new()
        {
            Rank = 16,
            Epochs = 60,
            Threads = 2,
            Positive = 1f,
            TrackObjective = true,
        };
        Bytes bytes = new();
        new ImplicitAlsTrainer(options).Fit(train, test, null, bytes);
        Assert.Equal(0, bytes.Median());
    }

    /// <summary>
    /// The bytes that all threads took in each of the epochs 21 to 60. What an epoch allocates is in all of them; what the
    /// test host does now and then is in a few.
    /// </summary>
    private sealed class Bytes : IProgress<EpochReport>
    {
        private readonly List<long> _epochs = new(64);
        private long _before;

        public void Report(EpochReport value)
        {
            if (value.Epoch > 20)
                _epochs.Add(GC.GetTotalAllocatedBytes(precise: true) - _before);
            _before = GC.GetTotalAllocatedBytes(precise: true);
        }

        public long Median()
        {
            Assert.Equal(40, _epochs.Count);
            _epochs.Sort();
            return _epochs[_epochs.Count / 2];
        }
    }

    [Fact]
    public void Bytes_of_every_epoch_would_be_noticed()
    {
        Bytes bytes = new();
        object[] kept = new object[61];
        for (int epoch = 0; epoch <= 60; epoch++)
        {
            kept[epoch] = new byte[24];
            bytes.Report(new EpochReport { Epoch = epoch });
        }
        Assert.True(bytes.Median() >= 48, $"{kept.Length} arrays went unnoticed");
    }
}
