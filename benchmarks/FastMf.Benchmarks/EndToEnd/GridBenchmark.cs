using System.Globalization;
using FastMf.Data;
using FastMf.Objectives;
using FastMf.Trainers;
using FastMf.Training;

namespace FastMf.Benchmarks.EndToEnd;

/// <summary>
/// Fits over grids of other shapes than the data ask for: nanoseconds a rating and thread of the fastest epoch, how many
/// bytes of factors an epoch moves into the blocks for each rating, and the held-out error after each epoch asked for.
/// </summary>
internal static class GridBenchmark
{
    /// <summary>Arguments: shapes (such as 40x4,16x1: item strips x groups), ranks, threads, epochs, ratings, users, items.</summary>
    public static int Run(string[] args)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        string Argument(int index, string otherwise) => args.Length > index ? args[index] : otherwise;
        string shapes = Argument(0, "rule");
        int[] ranks = [.. Argument(1, "32,64,128").Split(',').Select(int.Parse)];
        int[] teams = [.. Argument(2, "1").Split(',').Select(int.Parse)];
        int epochs = int.Parse(Argument(3, "3"));
        SyntheticOptions synthetic = new()
        {
            Ratings = int.Parse(Argument(4, "20000000")),
            Users = int.Parse(Argument(5, "138493")),
            Items = int.Parse(Argument(6, "26744")),
            Rank = 12,
        };
        (Ratings train, Ratings test) = SyntheticRatings.Generate(synthetic).Ratings.Split(0.1);
        Console.WriteLine($"{train.Count:N0} ratings, {epochs} epochs");
        Console.WriteLine(
            "rank threads   strips x groups   bytes a rating   ns a rating and thread   preparation   RMSE"
        );
        foreach (int rank in ranks)
        {
            foreach (string text in shapes.Split(','))
            {
                foreach (int threads in teams)
                    Line(rank, threads, epochs, text, train, test);
            }
        }
        return 0;
    }

    private static void Line(int rank, int threads, int epochs, string text, Ratings train, Ratings test)
    {
        int stride = (rank + 15) / 16 * 16;
        GridShape shape = text.Split('x') is [string strips, string groups]
            ? new GridShape(int.Parse(strips), int.Parse(groups))
            : GridShape.Choose(train.Count, train.Users.Count, train.Items.Count, stride);
        SgdOptions options = new()
        {
            Rank = rank,
            Epochs = epochs,
            Threads = threads,
            Shape = shape,
        };
        FitResult fit = new SgdTrainer(options).Fit(train);
        double preparation = new SgdTrainer(options with { Epochs = 0 }).Fit(train).Seconds;
        double[] ends = [.. fit.History.Select(epoch => epoch.Seconds)];
        double fastest = ends.Zip(ends.Skip(1), (before, after) => after - before).Min();
        double rows = ((double)train.Users.Count * shape.ItemStrips) + ((double)train.Items.Count * shape.UserStrips);
        Console.WriteLine(
            $"{rank, 4} {threads, 7} {shape.ItemStrips, 9} x {shape.Groups, -7} {rows * stride * sizeof(float) / train.Count, 12:F0}"
                + $" {fastest * threads / train.Count * 1e9, 20:F1} {preparation, 18:F2} s {ObjectiveFunction.Evaluate(fit.Model, test).Rmse, 9:F4}"
        );
    }
}
