using System.Diagnostics;
using System.Globalization;
using FastMf.Data;
using FastMf.Simd;
using FastMf.Trainers;
using FastMf.Training;

namespace FastMf.Benchmarks.EndToEnd;

/// <summary>
/// Iterations on implicit feedback: the positives of generated ratings, both row solvers. An iteration is the best of
/// several, after preparation and a first one; shares are those of single calls in a loop of their own.
/// </summary>
internal static class ImplicitBenchmark
{
    /// <summary>Arguments: ratings, users, items, iterations, threads, then ranks; all optional.</summary>
    public static int Run(string[] args)
    {
        int Argument(int index, int otherwise) =>
            args.Length > index ? int.Parse(args[index], CultureInfo.InvariantCulture) : otherwise;
        SyntheticOptions synthetic = new()
        {
            Ratings = Argument(0, 20_000_000),
            Users = Argument(1, 138_493),
            Items = Argument(2, 26_744),
            Rank = 12,
        };
        int iterations = Argument(3, 3);
        int threads = Argument(4, 2);
        int[] ranks = args.Length > 5 ? [.. args[5..].Select(int.Parse)] : [64, 128, 256];
        Ratings ratings = SyntheticRatings.Generate(synthetic).Ratings.Split(0.1).Train;
        int positives = 0;
        foreach (float value in ratings.Values)
            positives += value >= 4f ? 1 : 0;
        Console.WriteLine(
            $"{positives:N0} positives of {synthetic.Users:N0} users and {synthetic.Items:N0} items, {threads} threads, "
                + $"{SimdWidth.Current} lanes a register"
        );
        Console.WriteLine(
            "rank  solver     preparation   seconds an iteration, best and median   objective at the end"
        );
        foreach (int rank in ranks)
        foreach (ImplicitRowSolver solver in Enum.GetValues<ImplicitRowSolver>())
        {
            ImplicitAlsOptions options = new()
            {
                Rank = rank,
                Epochs = iterations + 1,
                Threads = threads,
                RowSolver = solver,
                Alpha = 0f, // unit weights, as the peers were measured
                Alpha0 = 0.1f,
                Penalty = Penalties.Penalty.L2(0.01f),
                Positive = 4f,
            };
            using Clock clock = new(ratings, options);
            double[] seconds = new double[iterations];
            clock.Iterate(); // warm
            for (int k = 0; k < iterations; k++)
                seconds[k] = clock.Iterate();
            Array.Sort(seconds);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{rank, 4}  {(solver == ImplicitRowSolver.Cholesky ? "cholesky" : "cg"), -9} {clock.Preparation, 9:F2} {seconds[0], 17:F3} {seconds[iterations / 2], 14:F3} {clock.Objective, 34:F1}"
                )
            );
        }
        return 0;
    }

    /// <summary>A fit whose epochs are timed one by one.</summary>
    private sealed class Clock : IDisposable
    {
        private readonly Threads.WorkerTeam _team;
        private readonly ImplicitAlsSession _session;
        private int _epoch;

        public Clock(Ratings ratings, ImplicitAlsOptions options)
        {
            long began = Stopwatch.GetTimestamp();
            _team = new(options.Threads);
            StartingPoint start = StartingPoint.Of(ratings, null, options, _team);
            _session = new(options, start, _team, SimdWidth.Current);
            Preparation = Stopwatch.GetElapsedTime(began).TotalSeconds;
        }

        public double Preparation { get; }

        public double Objective => _session.Measure(CancellationToken.None).Total;

        public double Iterate()
        {
            long began = Stopwatch.GetTimestamp();
            _session.RunEpoch(++_epoch, CancellationToken.None);
            return Stopwatch.GetElapsedTime(began).TotalSeconds;
        }

        public void Dispose() => _team.Dispose();
    }
}
