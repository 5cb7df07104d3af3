using System.Globalization;
using FastMf.Data;
using FastMf.Threads;
using FastMf.Training;

namespace FastMf.Selection;

/// <summary>
/// The teaching picture: the same model with no penalty, a good one and too strong a one, and with fewer and more
/// factors. Lambdas are 0.03, 0.1, 0.3, 1 ... times the standard deviation of the training ratings, rounded to one digit:
/// J's best lambda grows with the ratings as their deviation does. The scan ends with the first lambda whose last
/// validation error is <see cref="TooMuch"/> above the smallest one, or that changes it no more (the factors are gone, and
/// biases alone are left), at the latest after eight. No step depends on the machine.
/// </summary>
public sealed record PenaltyStudy
{
    /// <summary>How much larger than the smallest a last error is where a penalty is too strong, as a share.</summary>
    public const double TooMuch = 0.05;

    private const double Same = 0.001;

    private static readonly double[] _scan = [0.03, 0.1, 0.3, 1, 3, 10, 30, 100];

    private PenaltyStudy(IReadOnlyList<PenalizedRun> lambdas, IReadOnlyList<PenalizedRun> ranks)
    {
        Lambdas = lambdas;
        Ranks = ranks;
        None = lambdas[0];
        TooStrong = lambdas[^1];
        Good = Best(lambdas.Skip(1));
    }

    /// <summary>The runs of the rank asked for, by lambda: first 0, then from weak to too strong.</summary>
    public IReadOnlyList<PenalizedRun> Lambdas { get; }

    /// <summary>
    /// Ranks of a sixteenth, a quarter, once and four times the rank asked for, each without a penalty and with the
    /// good one.
    /// </summary>
    public IReadOnlyList<PenalizedRun> Ranks { get; }

    /// <summary>No penalty.</summary>
    public PenalizedRun None { get; }

    /// <summary>Of the penalties tried, the one with the smallest validation error after the last epoch.</summary>
    public PenalizedRun Good { get; }

    /// <summary>The strongest penalty tried; the same as <see cref="Good"/> where none was too strong.</summary>
    public PenalizedRun TooStrong { get; }

    /// <summary>Trains all models of the picture, one after the other.</summary>
    /// <param name="train">The ratings to learn from.</param>
    /// <param name="validation">The ratings to watch.</param>
    /// <param name="trainer">Makes the trainer for a lambda and a rank; it should track the objective.</param>
    /// <param name="rank">The rank of the scan over lambda.</param>
    /// <param name="maxRank">The largest rank that the trainer takes.</param>
    /// <param name="progress">Told after each epoch of each run, and when a run is done.</param>
    /// <param name="cancellationToken">Ends the study early.</param>
    /// <exception cref="ArgumentException">An argument is out of range, or the ratings do not suit a trainer.</exception>
    /// <exception cref="OperationCanceledException">The token asked to stop.</exception>
    public static PenaltyStudy Run(
        Ratings train,
        Ratings validation,
        Func<float, int, Trainer> trainer,
        int rank = 16,
        int maxRank = 4096,
        IProgress<StudyProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(validation);
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentOutOfRangeException.ThrowIfLessThan(rank, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRank, rank);
        List<PenalizedRun> lambdas = [Fit(0f, rank)];
        foreach (float lambda in Scan(train))
        {
            lambdas.Add(Fit(lambda, rank));
            if (lambdas.Count > 2 && IsTooStrong(lambdas))
                break;
        }
        float good = Best(lambdas.Skip(1)).Lambda;
        List<PenalizedRun> ranks = [];
        foreach (int other in Around(rank, maxRank))
        {
            foreach (float lambda in (float[])[0f, good])
                ranks.Add(lambdas.Find(run => run.Rank == other && run.Lambda.Equals(lambda)) ?? Fit(lambda, other));
        }
        IReadOnlyList<StudyRun> all = [.. lambdas.Concat(ranks).Select(run => run.Run)];
        return new PenaltyStudy(Judged(lambdas, all), Judged(ranks, all));

        PenalizedRun Fit(float lambda, int rank)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"lambda {lambda}, rank {rank}");
            StudyCase one = new(name, trainer(lambda, rank));
            return new(lambda, rank, Study.Fit(train, validation, one, progress, cancellationToken), default);
        }
    }

    /// <summary>The lambdas of the scan, weakest first.</summary>
    internal static IEnumerable<float> Scan(Ratings train)
    {
        using WorkerTeam one = new(1);
        double deviation = Math.Sqrt(Moments.Variance(train, one));
        return [.. _scan.Select(step => OneDigit(step * deviation))];
    }

    /// <summary>The ranks to compare, ascending, each once.</summary>
    internal static IEnumerable<int> Around(int rank, int maxRank) =>
        new[] { Math.Max(1, rank / 16), Math.Max(1, rank / 4), rank, (int)Math.Min(4L * rank, maxRank) }.Distinct();

    private static bool IsTooStrong(List<PenalizedRun> lambdas)
    {
        double best = Best(lambdas).Run.LastError;
        (double before, double last) = (lambdas[^2].Run.LastError, lambdas[^1].Run.LastError);
        bool changes = Math.Abs(last - before) > Same * before;
        return last >= (1 + TooMuch) * best || (!changes && best < Math.Min(before, last));
    }

    private static PenalizedRun Best(IEnumerable<PenalizedRun> runs) => runs.MinBy(run => run.Run.LastError)!;

    private static IReadOnlyList<PenalizedRun> Judged(List<PenalizedRun> runs, IReadOnlyList<StudyRun> all) =>
        [.. runs.Select(run => run with { Verdict = run.Run.Judge(all) })];

    private static float OneDigit(double x) =>
        float.Parse(x.ToString("E0", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
