using FastMf.Data;
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
        Assert.Equal(4, bytes.OfTenEpochs.Count);
        Assert.Equal(0, bytes.OfTenEpochs.Min());
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
        Assert.Equal(4, bytes.OfTenEpochs.Count);
        Assert.Equal(0, bytes.OfTenEpochs.Min());
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
        Assert.Equal(4, bytes.OfTenEpochs.Count);
        Assert.Equal(0, bytes.OfTenEpochs.Min());
    }

    /// <summary>
    /// The bytes that all threads took in epochs 21-30, 31-40 and so on. What an epoch allocates is in all of them; what
    /// the test host does now and then is not.
    /// </summary>
    private sealed class Bytes : IProgress<EpochReport>
    {
        private long _before;

        public List<long> OfTenEpochs { get; } = new(8);

        public void Report(EpochReport value)
        {
            if (value.Epoch < 20 || value.Epoch % 10 != 0)
                return;
            if (value.Epoch > 20)
                OfTenEpochs.Add(GC.GetTotalAllocatedBytes(precise: true) - _before);
            _before = GC.GetTotalAllocatedBytes(precise: true);
        }
    }
}
