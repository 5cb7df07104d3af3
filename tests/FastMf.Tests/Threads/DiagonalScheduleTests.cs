using FastMf.Threads;

namespace FastMf.Tests.Threads;

public sealed class DiagonalScheduleTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(5, 2, 1)]
    [InlineData(6, 7, 1)]
    [InlineData(1, 2, 3)]
    [InlineData(5, 3, 4)]
    public void Each_strip_sees_its_blocks_in_the_same_order_whoever_works(int strips, int threads, int groups)
    {
        List<(int Row, int Column)>[] rows = Run(strips, groups, threads, out List<(int, int)>[] columns);
        List<(int Row, int Column)>[] expected = Run(strips, groups, 1, out List<(int, int)>[] expectedColumns);
        Assert.Equal(expected, rows);
        Assert.Equal(expectedColumns, columns);
        Assert.All(rows, blocks => Assert.Equal(strips, blocks.Distinct().Count()));
        Assert.All(
            expectedColumns,
            blocks =>
                Assert.Equal(blocks.Select(block => block.Item1 / strips).Order(), blocks.Select(b => b.Item1 / strips))
        );
    }

    [Fact]
    public void Blocks_at_work_never_share_a_strip()
    {
        const int Strips = 8;
        DiagonalSchedule schedule = new(Strips, Strips);
        schedule.Begin(3);
        int[] busyRows = new int[Strips];
        int[] busyColumns = new int[Strips];
        int clashes = 0;
        int done = 0;
        using WorkerTeam team = new(4);
        team.Run(_ =>
        {
            while (schedule.TryTake(out int row, out int column, out int round))
            {
                Assert.True(schedule.WaitFor(row, column, round));
                if (
                    Interlocked.Increment(ref busyRows[row]) != 1
                    || Interlocked.Increment(ref busyColumns[column]) != 1
                )
                    Interlocked.Increment(ref clashes);
                Thread.SpinWait(200);
                Interlocked.Decrement(ref busyRows[row]);
                Interlocked.Decrement(ref busyColumns[column]);
                Interlocked.Increment(ref done);
                schedule.Complete(row, column, round);
            }
        });
        Assert.Equal(0, clashes);
        Assert.Equal(Strips * Strips, done);
    }

    [Fact]
    public void A_stopped_pass_ends_for_those_who_wait()
    {
        DiagonalSchedule schedule = new(2, 2);
        schedule.Begin(0);
        Assert.True(schedule.TryTake(out _, out _, out _));
        Assert.True(schedule.TryTake(out _, out _, out _));
        Assert.True(schedule.TryTake(out int row, out int column, out int round));
        schedule.Stop();
        Assert.False(schedule.WaitFor(row, column, round));
        Assert.False(schedule.TryTake(out _, out _, out _));
    }

    private static List<(int Row, int Column)>[] Run(
        int strips,
        int groups,
        int threads,
        out List<(int, int)>[] columns
    )
    {
        DiagonalSchedule schedule = new(strips * groups, strips);
        List<(int Row, int Column)>[] ofRows =
        [
            .. Enumerable.Range(0, strips * groups).Select(_ => new List<(int, int)>()),
        ];
        List<(int, int)>[] ofColumns = [.. Enumerable.Range(0, strips).Select(_ => new List<(int, int)>())];
        using WorkerTeam team = new(threads);
        schedule.Begin(2);
        team.Run(_ =>
        {
            while (schedule.TryTake(out int row, out int column, out int round))
            {
                schedule.WaitFor(row, column, round);
                ofRows[row].Add((row, column)); // safe: the strip is ours
                ofColumns[column].Add((row, column));
                schedule.Complete(row, column, round);
            }
        });
        columns = ofColumns;
        return ofRows;
    }
}
