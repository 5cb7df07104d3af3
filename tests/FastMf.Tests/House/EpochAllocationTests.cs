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
            Epochs = 30,
            Threads = threads,
            Parallel = parallel,
            TrackObjective = true,
        };
        Bytes bytes = new();
        new SgdTrainer(options).Fit(train, test, null, bytes);
        Assert.Equal(0, bytes.BetweenEpochs20And30);
    }

    private sealed class Bytes : IProgress<EpochReport>
    {
        private long _before;

        public long BetweenEpochs20And30 { get; private set; } = -1;

        public void Report(EpochReport value)
        {
            if (value.Epoch == 20)
                _before = GC.GetTotalAllocatedBytes(precise: true);
            else if (value.Epoch == 30)
                BetweenEpochs20And30 = GC.GetTotalAllocatedBytes(precise: true) - _before;
        }
    }
}
