using FastMf.Threads;

namespace FastMf.Tests.Threads;

public class WorkerTeamTests
{
    public static TheoryData<int> Counts => [1, 2, 3, 7];

    [Theory]
    [MemberData(nameof(Counts))]
    public void Every_worker_runs_once_a_job_on_a_thread_of_its_own(int count)
    {
        using WorkerTeam team = new(count);
        Assert.Equal(count, team.Count);
        for (int round = 0; round < 100; round++)
        {
            int[] runs = new int[count];
            Thread[] threads = new Thread[count];
            team.Run(worker =>
            {
                Interlocked.Increment(ref runs[worker]);
                threads[worker] = Thread.CurrentThread;
            });
            Assert.All(runs, n => Assert.Equal(1, n));
            Assert.Equal(count, threads.Distinct().Count());
            Assert.Same(Thread.CurrentThread, threads[0]);
            Assert.All(threads[1..], thread => Assert.False(thread.IsThreadPoolThread));
        }
    }

    [Fact]
    public void Workers_run_at_the_same_time()
    {
        using WorkerTeam team = new(3);
        using Barrier barrier = new(3);
        bool[] met = new bool[3];
        team.Run(worker => met[worker] = barrier.SignalAndWait(TimeSpan.FromSeconds(30)));
        Assert.Equal([true, true, true], met);
    }

    [Theory]
    [MemberData(nameof(Counts))]
    public void ForEach_covers_every_item_once(int count)
    {
        using WorkerTeam team = new(count);
        foreach (int items in (int[])[0, 1, 2, 10, 10_000])
        {
            int[] visits = new int[items];
            team.ForEach(items, item => Interlocked.Increment(ref visits[item]));
            Assert.All(visits, n => Assert.Equal(1, n));
        }
    }

    [Theory]
    [MemberData(nameof(Counts))]
    public void An_exception_comes_through_and_the_team_works_on(int count)
    {
        using WorkerTeam team = new(count);
        for (int thrower = 0; thrower < count; thrower++)
        {
            int expected = thrower;
            int finished = 0;
            IOException error = Assert.Throws<IOException>(() =>
                team.Run(worker =>
                {
                    if (worker == expected)
                        throw new IOException($"worker {worker}");
                    Interlocked.Increment(ref finished);
                })
            );
            Assert.Equal($"worker {expected}", error.Message);
            Assert.Equal(count - 1, finished);
        }

        Assert.Throws<IOException>(() => team.ForEach(100, item => ThrowAt(item, 57)));
        int sum = 0;
        team.ForEach(100, item => Interlocked.Add(ref sum, item));
        Assert.Equal(4950, sum);
    }

    [Fact]
    public void Of_several_exceptions_the_first_workers_is_thrown()
    {
        using WorkerTeam team = new(4);
        IOException error = Assert.Throws<IOException>(() =>
            team.Run(worker =>
            {
                if (worker >= 1)
                    throw new IOException($"worker {worker}");
            })
        );
        Assert.Equal("worker 1", error.Message);
        team.Run(_ => { });
    }

    [Theory]
    [MemberData(nameof(Counts))]
    public void A_job_allocates_nothing_on_any_thread(int count)
    {
        using WorkerTeam team = new(count);
        long[] allocated = new long[count];
        int[] visits = new int[64];
        Action<int> record = worker => allocated[worker] = GC.GetAllocatedBytesForCurrentThread();
        Action<int> visit = item => Interlocked.Increment(ref visits[item]);
        for (int i = 0; i < 50; i++) // let every path be compiled and every wait object exist
        {
            team.Run(record);
            team.ForEach(visits.Length, visit);
        }

        team.Run(record);
        long[] before = [.. allocated];
        for (int i = 0; i < 100; i++)
        {
            team.ForEach(visits.Length, visit);
            team.Run(record);
        }

        Assert.Equal(before[1..], allocated[1..]);

        long mine = GC.GetAllocatedBytesForCurrentThread();
        team.ForEach(visits.Length, visit);
        team.Run(record);
        Assert.Equal(mine, GC.GetAllocatedBytesForCurrentThread());
        Assert.All(visits, n => Assert.Equal(151, n));
    }

    [Fact]
    public void Dispose_ends_the_threads()
    {
        WorkerTeam team = new(3);
        Thread[] threads = new Thread[3];
        team.Run(worker => threads[worker] = Thread.CurrentThread);
        Assert.All(threads, thread => Assert.True(thread.IsAlive));
        team.Dispose();
        Assert.All(threads[1..], thread => Assert.False(thread.IsAlive));
    }

    [Fact]
    public void Zero_means_all_processors()
    {
        using WorkerTeam team = new(0);
        Assert.Equal(Environment.ProcessorCount, team.Count);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1025)]
    public void Other_counts_are_refused(int count) =>
        Assert.Throws<ArgumentOutOfRangeException>("threads", () => new WorkerTeam(count));

    private static void ThrowAt(int item, int where)
    {
        if (item == where)
            throw new IOException("there");
    }
}
