using System.Globalization;
using FastMf.Data;
using FastMf.Evaluation;
using FastMf.IO;
using FastMf.Models;
using FastMf.Penalties;
using FastMf.Trainers;

namespace FastMf.Benchmarks.Quality;

/// <summary>
/// Held-out error on a ratings file: five random splits, a tenth to test on, a tenth of the rest to choose the epoch by,
/// beside the biases alone, trained on the same ratings (and on those with the validation ratings).
/// </summary>
internal static class AccuracyBenchmark
{
    private static readonly (string Name, SgdOptions Options)[] Settings =
    [
        ("defaults", new SgdOptions()),
        ("rank 128", new SgdOptions { Rank = 128 }),
        (
            "--rank 128 --l2 0.32,0.06 --penalty-exponent 0.8 --init-scale 0.005",
            new SgdOptions
            {
                Rank = 128,
                Penalty = Penalty.L2(0.32f, 0.06f),
                PenaltyExponent = 0.8f,
                InitScale = 0.005f,
            }
        ),
        ("--rank 128 --l2 0.07,0.28", new SgdOptions { Rank = 128, Penalty = Penalty.L2(0.07f, 0.28f) }),
    ];

    /// <summary>Argument: a ratings file.</summary>
    public static int Run(string[] args)
    {
        if (args.Length != 1)
        {
            Console.Error.WriteLine("usage: … accuracy RATINGS");
            return 2;
        }
        Ratings ratings = RatingsReader.Read(args[0]);
        double[] errors = new double[Settings.Length];
        double biases = 0;
        double biasesOnMore = 0;
        for (ulong seed = 1; seed <= 5; seed++)
        {
            (Ratings rest, Ratings test) = ratings.Split(0.1, seed);
            (Ratings train, Ratings validation) = rest.Split(0.1, seed);
            biases += new BiasesAlone(train).Rmse(test) / 5;
            biasesOnMore += new BiasesAlone(rest).Rmse(test) / 5;
            for (int s = 0; s < Settings.Length; s++)
            {
                FactorModel model = new SgdTrainer(Settings[s].Options).Fit(train, validation).Model;
                errors[s] += model.Evaluate(test).Rmse / 5;
            }
        }
        Line("biases alone, on the training ratings", biases, biases);
        Line("biases alone, on those and the validation ratings", biasesOnMore, biases);
        for (int s = 0; s < Settings.Length; s++)
            Line(Settings[s].Name, errors[s], biases);
        return 0;
    }

    private static void Line(string name, double rmse, double biases) =>
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{rmse:F4}  {100 * (rmse / biases - 1), 6:F2} %  {name}")
        );
}
