using FastMf.Data;
using FastMf.Models;
using FastMf.Tests.Contracts;
using FastMf.Threads;
using FastMf.Trainers;
using FastMf.Training;

namespace FastMf.Tests.House;

/// <summary>
/// The bytes of each thread of the fit are counted, and no others: the test host takes some now and then, on a busy machine
/// during every other epoch.
/// </summary>
[Collection(Alone.Name)]
public sealed class EpochAllocationTests
{
    [Theory]
    [InlineData(1, SgdParallel.Blocked)]
    [InlineData(2, SgdParallel.Blocked)]
    [InlineData(2, SgdParallel.Hogwild)]
    public void An_epoch_allocates_nothing_on_any_thread(int threads, SgdParallel parallel)
    {
        SgdOptions options = new()
        {
            Rank = 16,
            Epochs = Bytes.Epochs,
            Threads = threads,
            Parallel = parallel,
            TrackObjective = true,
        };
        Assert.Equal(0, BytesOfAnEpoch(new SgdTrainer(options), options.Threads));
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
        BprOptions options = new()
        {
            Rank = 16,
            Epochs = Bytes.Epochs,
            Threads = threads,
            Negatives = negatives,
            Parallel = parallel,
            Positive = 3f,
            TrackObjective = true,
        };
        Assert.Equal(0, BytesOfAnEpoch(new BprTrainer(options), options.Threads));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(500)]
    public void An_epoch_of_gradients_allocates_nothing_on_any_thread(int? batch)
    {
        GradientOptions options = new()
        {
            Rank = 16,
            Epochs = Bytes.Epochs,
            Threads = 2,
            BatchSize = batch,
            TrackObjective = true,
        };
        Assert.Equal(0, BytesOfAnEpoch(new GradientTrainer(options), options.Threads));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    public void An_epoch_of_alternating_least_squares_allocates_nothing_on_any_thread(int threads, bool nonNegative)
    {
        AlsOptions options = new()
        {
            Rank = 16,
            Epochs = Bytes.Epochs,
            Threads = threads,
            NonNegative = nonNegative,
            TrackObjective = true,
        };
        Assert.Equal(0, BytesOfAnEpoch(new AlsTrainer(options), options.Threads));
    }

    [Fact]
    public void An_epoch_of_implicit_feedback_allocates_nothing_on_any_thread()
    {
        ImplicitAlsOptions options = new()
        {
            Rank = 16,
            Epochs = Bytes.Epochs,
            Threads = 2,
            Positive = 1f,
            TrackObjective = true,
        };
        Assert.Equal(0, BytesOfAnEpoch(new ImplicitAlsTrainer(options), options.Threads));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Bytes_of_every_epoch_would_be_noticed(int thread)
    {
        using WorkerTeam team = new(2);
        Bytes bytes = new(team);
        object[] kept = new object[Bytes.Epochs + 1];
        int epoch = 0;
        Action<int> take = worker =>
        {
            if (worker == thread)
                kept[epoch] = new byte[24];
        };
        for (; epoch <= Bytes.Epochs; epoch++)
        {
            team.Run(take);
            bytes.Report(new EpochReport { Epoch = epoch });
        }
        Assert.True(bytes.Median() >= 48, $"{kept.Length} arrays went unnoticed");
    }

    private static long BytesOfAnEpoch(Trainer trainer, int threads)
    {
        (Ratings train, Ratings test) = Boards.Planted(users: 300, items: 200, count: 12_000).Split(0.1);
        using WorkerTeam team = new(threads);
        Bytes bytes = new(team);
        trainer.Fit(train, test, null, null, team, bytes, CancellationToken.None);
        return bytes.Median();
    }

    /// <summary>
    /// The bytes that a team's threads took in each of the epochs after the 20th. What an epoch allocates is in all of them;
    /// where the garbage collector runs in between, the rest of a thread's own piece of memory is counted as taken, too.
    /// </summary>
    private sealed class Bytes : IProgress<EpochReport>
    {
        public const int Epochs = 60;

        private readonly List<long> _epochs = new(Epochs);
        private readonly WorkerTeam _team;
        private readonly long[] _threads;
        private readonly Action<int> _read;
        private long _before;

        public Bytes(WorkerTeam team)
        {
            _team = team;
            _threads = new long[team.Count];
            _read = worker => _threads[worker] = GC.GetAllocatedBytesForCurrentThread();
        }

        public void Report(EpochReport value)
        {
            long now = Read();
            if (value.Epoch > 20)
                _epochs.Add(now - _before);
            _before = Read();
        }

        public long Median()
        {
            Assert.Equal(Epochs - 20, _epochs.Count);
            _epochs.Sort();
            return _epochs[_epochs.Count / 2];
        }

        private long Read()
        {
            _team.Run(_read);
            return _threads.Sum();
        }
    }
}
