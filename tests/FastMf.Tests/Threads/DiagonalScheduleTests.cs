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
        List<(int Row, int Column)>[] expected = Run(strips, groups, 1, 1, out List<(int, int)>[] expectedColumns);
        Assert.All(expected, blocks => Assert.Equal(strips, blocks.Distinct().Count()));
        Assert.All(expectedColumns, blocks => Assert.Equal(strips * groups, blocks.Distinct().Count()));
        Assert.All(
            expectedColumns,
            blocks =>
                Assert.Equal(blocks.Select(block => block.Item1 / strips).Order(), blocks.Select(b => b.Item1 / strips))
        );
        for (int length = 1; length <= strips; length++)
        {
            Assert.Equal(expected, Run(strips, groups, length, threads, out List<(int, int)>[] columns));
            Assert.Equal(expectedColumns, columns);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    public void Blocks_at_work_never_share_a_strip(int length)
    {
        const int Strips = 8;
        DiagonalSchedule schedule = new(Strips, Strips, length);
        schedule.Begin(3);
        int[] busyRows = new int[Strips];
        int[] busyColumns = new int[Strips];
        int clashes = 0;
        int done = 0;
        using WorkerTeam team = new(4);
        team.Run(_ =>
            schedule.Work(block =>
            {
                if (
                    Interlocked.Increment(ref busyRows[block.Row]) != 1
                    || Interlocked.Increment(ref busyColumns[block.Column]) != 1
                )
                    Interlocked.Increment(ref clashes);
                Thread.SpinWait(200);
                Interlocked.Decrement(ref busyRows[block.Row]);
                Interlocked.Decrement(ref busyColumns[block.Column]);
                Interlocked.Increment(ref done);
                return true;
            })
        );
        Assert.Equal(0, clashes);
        Assert.Equal(Strips * Strips, done);
    }

    [Fact]
    public void A_worker_stays_with_a_column_for_as_many_rounds_as_a_run_has()
    {
        const int Strips = 6;
        DiagonalSchedule schedule = new(2 * Strips, Strips, Strips);
        schedule.Begin(4);
        List<GridBlock> blocks = [];
        schedule.Work(block =>
        {
            blocks.Add(block);
            return true;
        });
        Assert.Equal(2 * Strips * Strips, blocks.Count);
        Assert.Equal(3 * Strips - 1, blocks.Count(block => !block.Follows)); // one begins and one ends short in each column but one
        for (int k = 1; k < blocks.Count; k++)
            Assert.True(!blocks[k].Follows || blocks[k - 1].Column == blocks[k].Column);
    }

    [Fact]
    public void Few_workers_take_whole_columns() =>
        Assert.Equal(
            [40, 40, 1, 1, 1],
            [
                DiagonalSchedule.LengthFor(1, 40),
                DiagonalSchedule.LengthFor(10, 40),
                DiagonalSchedule.LengthFor(11, 40),
                DiagonalSchedule.LengthFor(1000, 40),
                DiagonalSchedule.LengthFor(1, 1),
            ]
        );

    [Fact]
    public void A_stopped_pass_ends_for_those_who_wait()
    {
        DiagonalSchedule schedule = new(2, 2);
        schedule.Begin(0);
        int begun = 0;
        using WorkerTeam team = new(3);
        team.Run(_ =>
            schedule.Work(_ =>
            {
                Interlocked.Increment(ref begun);
                SpinWait.SpinUntil(() => begun >= 2); // the third worker waits for one of them
                return false;
            })
        );
        Assert.Equal(2, begun);
        schedule.Work(_ => throw new InvalidOperationException("A stopped pass has no blocks left."));
    }

    private static List<(int Row, int Column)>[] Run(
        int strips,
        int groups,
        int length,
        int threads,
        out List<(int, int)>[] columns
    )
    {
        DiagonalSchedule schedule = new(strips * groups, strips, length);
        List<(int Row, int Column)>[] ofRows =
        [
            .. Enumerable.Range(0, strips * groups).Select(_ => new List<(int, int)>()),
        ];
        List<(int, int)>[] ofColumns = [.. Enumerable.Range(0, strips).Select(_ => new List<(int, int)>())];
        using WorkerTeam team = new(threads);
        schedule.Begin(2);
        team.Run(_ =>
            schedule.Work(block =>
            {
                ofRows[block.Row].Add((block.Row, block.Column)); // safe: the strip is ours
                ofColumns[block.Column].Add((block.Row, block.Column));
                return true;
            })
        );
        columns = ofColumns;
        return ofRows;
    }
}
