using System.Diagnostics;
using FastMf.Benchmarks.EndToEnd;
using FastMf.Data;
using FastMf.Kernels;
using FastMf.Losses;
using FastMf.Objectives;
using FastMf.Threads;
using FastMf.Trainers;

namespace FastMf.Benchmarks.Retired;

/// <summary>
/// Blocks whose rows come into the cache as ratings ask for them. Replaced by reading both strips first
/// (<see cref="CacheLines"/>): the core cannot look far enough ahead to have several rows under way.
/// </summary>
internal static class RowsAsTheyCome
{
    public static void Run(int ratings)
    {
        Ratings train = LargeSet.Generate(ratings);
        using WorkerTeam team = new(0);
        int[] users = PenaltyWeights.Counts(train.UserRows, train.Users.Count);
        int[] items = PenaltyWeights.Counts(train.ItemRows, train.Items.Count);
        Console.WriteLine("rank   strips x groups   as they come   strips read first, ns a rating, one thread");
        foreach (int rank in (int[])[32, 64, 128, 256])
        {
            GridShape rule = GridShape.Choose(train.Count, users.Length, items.Length, rank);
            foreach (GridShape shape in (GridShape[])[new(40, 4), rule])
            {
                using BlockGrid grid = new(train, users, items, shape, team);
                Pass pass = new(grid, rank, (float)train.Mean);
                pass.Time(readFirst: true); // warm
                double asTheyCome = Math.Min(pass.Time(readFirst: false), pass.Time(readFirst: false));
                double readFirst = Math.Min(pass.Time(readFirst: true), pass.Time(readFirst: true));
                Console.WriteLine(
                    $"{rank, 4} {shape.ItemStrips, 9} x {shape.Groups, -5} {asTheyCome / train.Count, 12:F1} {readFirst / train.Count, 14:F1}"
                );
            }
        }
    }

    private sealed class Pass(BlockGrid grid, int rank, float mean)
    {
        private readonly FactorMatrix _users = ScheduleSimulation.Factors(grid.Users.Count, rank, 1);
        private readonly FactorMatrix _items = ScheduleSimulation.Factors(grid.Items.Count, rank, 2);
        private readonly SgdRow[] _userRows = ScheduleSimulation.Rows(grid.Users.Count);
        private readonly SgdRow[] _itemRows = ScheduleSimulation.Rows(grid.Items.Count);
        private readonly SgdBlock _kernel = SgdBlock.Bind(new SquaredLoss(), adaptive: true);

        /// <summary>Nanoseconds of an epoch.</summary>
        public double Time(bool readFirst)
        {
            DiagonalSchedule schedule = new(grid.UserStrips, grid.ItemStrips);
            schedule.Begin(0);
            long began = Stopwatch.GetTimestamp();
            schedule.Work(block =>
            {
                if (readFirst)
                {
                    ScheduleSimulation.Read(_users, grid.Users, block.Row);
                    ScheduleSimulation.Read(_items, grid.Items, block.Column);
                }
                _kernel.Run(
                    grid.Entries(block.Row, block.Column),
                    [],
                    ScheduleSimulation.Strip(grid.Users, block.Row, _users, _userRows),
                    ScheduleSimulation.Strip(grid.Items, block.Column, _items, _itemRows),
                    new SgdTerms(mean, 0.2f, NonNegative: false),
                    0.8f
                );
                return true;
            });
            return Stopwatch.GetElapsedTime(began).TotalNanoseconds;
        }
    }
}
