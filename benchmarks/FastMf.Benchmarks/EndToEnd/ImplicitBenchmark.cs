using System.Diagnostics;
using System.Globalization;
using FastMf.Data;
using FastMf.Models;
using FastMf.Simd;
using FastMf.Trainers;
using FastMf.Training;

namespace FastMf.Benchmarks.EndToEnd;

/// <summary>
/// Iterations on implicit feedback: the positives of generated ratings, both row solvers, an outside program beside them.
/// An iteration is the best of several, after preparation and a first one. Then where one thread's time goes, stage by stage.
/// </summary>
internal static class ImplicitBenchmark
{
    private const float Positive = 4f;
    private const float InitScale = 0.02f;

    /// <summary>
    /// Arguments: ratings, users, items, iterations, threads, then ranks; all optional. Then may follow
    /// <c>--against "COMMAND"</c>, see <see cref="OutsideProgram"/>: <c>{variant}</c> is cg, cholesky or subspace, the ratings
    /// are the positives, <c>seconds=</c> is to be those of an iteration, and <c>objective=</c> that after all of them.
    /// </summary>
    public static int Run(string[] args)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        int against = Array.IndexOf(args, "--against");
        string? command = against < 0 ? null : args[against + 1];
        int[] numbers = [.. (against < 0 ? args : args[..against]).Select(int.Parse)];
        int Argument(int index, int otherwise) => numbers.Length > index ? numbers[index] : otherwise;
        SyntheticOptions synthetic = new()
        {
            Ratings = Argument(0, 20_000_000),
            Users = Argument(1, 138_493),
            Items = Argument(2, 26_744),
            Rank = 12,
        };
        int iterations = Argument(3, 3);
        int threads = Argument(4, 2);
        int[] ranks = numbers.Length > 5 ? numbers[5..] : [64, 128, 256];
        Ratings positives = Positives.Of(SyntheticRatings.Generate(synthetic).Ratings.Split(0.1).Train, Positive);
        Console.WriteLine(
            $"{positives.Count:N0} positives of {synthetic.Users:N0} users and {synthetic.Items:N0} items, {threads} threads, "
                + $"{SimdWidth.Current} lanes a register, {iterations + 1} iterations"
        );
        using OutsideProgram? outside = command is null
            ? null
            : new(command, positives, Positives.Of(positives, Positive, users: 1));
        Console.WriteLine("rank  solver               preparation   seconds an iteration   objective at the end");
        foreach (int rank in ranks)
        {
            foreach (string solver in (string[])["cg", "cholesky", "subspace"])
            {
                if (solver != "subspace")
                    Ours(positives, rank, solver, iterations, threads);
                if (outside is null)
                    continue;
                (double seconds, double objective) = outside.Run(rank, threads, iterations + 1, solver, "objective");
                Console.WriteLine(
                    $"{rank, 4}  {"outside " + solver, -20} {"", 11} {seconds, 22:F3} {objective, 22:F1}"
                );
            }
        }
        double peak = Peak.Measure(1);
        Console.WriteLine($"one thread, {peak:F0} GFLOP/s at most");
        foreach (int rank in ranks)
        {
            using Clock clock = new(positives, Options(rank, "cg", 1, 1));
            clock.Iterate();
            ImplicitStages.Print(clock.Model, positives, peak);
        }
        return 0;
    }

    private static ImplicitAlsOptions Options(int rank, string solver, int epochs, int threads) =>
        new()
        {
            Rank = rank,
            Epochs = epochs,
            Threads = threads,
            RowSolver = solver == "cg" ? ImplicitRowSolver.ConjugateGradient : ImplicitRowSolver.Cholesky,
            Alpha = 0f, // unit weights, as the peers were measured
            Alpha0 = 0.1f,
            Penalty = Penalties.Penalty.L2(0.01f),
            InitScale = InitScale,
        };

    private static void Ours(Ratings positives, int rank, string solver, int iterations, int threads)
    {
        using Clock clock = new(positives, Options(rank, solver, iterations + 1, threads));
        double first = clock.Iterate();
        double best = Enumerable.Range(0, iterations).Select(_ => clock.Iterate()).DefaultIfEmpty(first).Min();
        Console.WriteLine(
            $"{rank, 4}  {solver, -20} {clock.Preparation, 11:F2} {best, 22:F3} {clock.Objective, 22:F1}"
        );
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

        public FactorModel Model => _session.Model;

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
