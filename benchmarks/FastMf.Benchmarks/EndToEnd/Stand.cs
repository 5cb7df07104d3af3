using System.Globalization;
using FastMf.Data;
using FastMf.Models;
using FastMf.Objectives;
using FastMf.Simd;
using FastMf.Trainers;
using FastMf.Training;

namespace FastMf.Benchmarks.EndToEnd;

/// <summary>
/// The measuring stand of stochastic gradient descent: for each rank and number of threads, millions of updates a
/// second with preparation in and out, what a fit allocates, and the seconds to a held-out RMSE: ours, the outside
/// program's, ours, the outside program's. The second fit of a warm process is the first that counts.
/// </summary>
internal sealed class Stand
{
    private readonly StandOptions _options;
    private readonly Ratings _train;
    private readonly Ratings _test;

    private Stand(StandOptions options)
    {
        _options = options;
        SyntheticOptions synthetic = new()
        {
            Users = options.Users,
            Items = options.Items,
            Ratings = options.Ratings,
            Rank = 12,
        };
        (_train, _test) = SyntheticRatings.Generate(synthetic).Ratings.Split(0.1);
    }

    public static int Run(string[] args)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        StandOptions options = StandOptions.Parse(args);
        Stand stand = new(options);
        Print(
            $"{stand._train.Count:N0} training ratings, {stand._test.Count:N0} held out, {options.Users:N0} users, "
                + $"{options.Items:N0} items, {options.Fit.Epochs} epochs, {SimdWidth.Current} lanes a register"
        );
        using OutsideProgram? outside = options.Against is null
            ? null
            : new OutsideProgram(options.Against, stand._train, stand._test);
        foreach (int rank in options.Ranks)
        {
            foreach (int threads in options.Threads)
                stand.Measure(options.Fit with { Rank = rank, Threads = threads }, outside);
        }
        return 0;
    }

    private void Measure(SgdOptions fit, OutsideProgram? outside)
    {
        Print($"rank {fit.Rank}, {fit.Threads} threads");
        Fit(fit with { Epochs = 2 }); // warm
        double updates = (double)_train.Count * fit.Epochs / 1e6;
        double theirs = double.NaN;
        double rmse = double.NaN;
        for (int pair = 0; pair < _options.Pairs; pair++)
        {
            double preparation = Fit(fit with { Epochs = 0 }).Seconds;
            long before = GC.GetTotalAllocatedBytes();
            FitResult result = Fit(fit);
            double bytes = (double)(GC.GetTotalAllocatedBytes() - before) / _train.Count;
            double seconds = result.Seconds;
            Print(
                $"  ours    {seconds, 7:F2} s  {updates / seconds, 6:F1} M/s with preparation, "
                    + $"{updates / (seconds - preparation), 6:F1} without ({preparation:F2} s)  "
                    + $"RMSE {Rmse(result.Model):F4}  {bytes:F0} bytes allocated a rating"
            );
            if (outside is null)
                continue;
            (theirs, rmse) = FastestOf(outside, fit, updates);
        }
        Print($"  peak of a fit: {PeakMemory.Of(() => Fit(fit with { Epochs = 1 })) / _train.Count:F1} bytes a rating");
        double target = _options.Target ?? rmse;
        if (!double.IsNaN(target))
            TimeTo(target, fit, theirs);
    }

    private (double Seconds, double Rmse) FastestOf(OutsideProgram outside, SgdOptions fit, double updates)
    {
        (double Seconds, double Rmse) fastest = (double.MaxValue, double.NaN);
        foreach (string variant in _options.Variants)
        {
            (double seconds, double rmse) = outside.Run(fit.Rank, fit.Threads, fit.Epochs, variant);
            Print($"  outside {seconds, 7:F2} s  {updates / seconds, 6:F1} M/s  RMSE {rmse:F4}  {variant}");
            if (seconds < fastest.Seconds)
                fastest = (seconds, rmse);
        }
        return fastest;
    }

    /// <summary>The seconds of a fit of just as many epochs as the target needs, with preparation.</summary>
    private void TimeTo(double target, SgdOptions fit, double theirs)
    {
        List<EpochReport> watched = [.. new SgdTrainer(fit with { TrackObjective = false }).Fit(_train, _test).History];
        int epochs = watched.FindIndex(epoch => epoch.ValidationRmse <= target);
        EpochReport best = watched.MinBy(epoch => epoch.ValidationRmse);
        if (epochs < 0)
        {
            Print($"  RMSE {target:F4} not reached; best {best.ValidationRmse:F4} in epoch {best.Epoch}");
            return;
        }
        double seconds = Enumerable.Range(0, _options.Pairs).Min(_ => Fit(fit with { Epochs = epochs }).Seconds);
        Print(
            $"  RMSE {target:F4} after {epochs} epochs, {seconds:F2} s with preparation"
                + (double.IsNaN(theirs) ? "" : $"; outside / ours {theirs / seconds:F2}")
                + $"; best {best.ValidationRmse:F4} in epoch {best.Epoch}"
        );
    }

    /// <summary>A first fit to ratings, as the outside program's is: nothing is left from the fit before.</summary>
    private FitResult Fit(SgdOptions options) => new SgdTrainer(options).Fit(_train.Transpose().Transpose());

    private double Rmse(FactorModel model) => ObjectiveFunction.Evaluate(model, _test).Rmse;

    private static void Print(string line) => Console.WriteLine(line);
}
