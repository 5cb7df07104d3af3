using System.Globalization;
using FastMf.Benchmarks.EndToEnd;

namespace FastMf.Benchmarks.Retired;

/// <summary>Ideas that lost, beside what won, so that their figures can be had again on another machine.</summary>
internal static class RetiredBenchmark
{
    public static int Run(string[] args)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        int ratings = args.Length > 1 ? int.Parse(args[1]) : 18_000_000;
        switch (args)
        {
            case ["serial", ..]:
                SerialOrder.Run();
                return 0;
            case ["cold", ..]:
                RowsAsTheyCome.Run(ratings);
                return 0;
            case ["loops", ..]:
                TwoLoops.Run();
                return 0;
            case ["parts", ..]:
                PartByPart.Run();
                return 0;
            case ["buckets", ..]:
                BucketSort.Run(ratings);
                return 0;
            case ["grid", ..]: // forty strips and four groups at every rank, and sixteen strips
                return GridBenchmark.Run(["40x4,16x4,16x1,rule", "32,64,128", "1", "5", $"{ratings / 9L * 10}"]);
            default:
                Console.Error.WriteLine(
                    "usage: retired serial | loops | parts | cold [ratings] | buckets [ratings] | grid [ratings]"
                );
                return 2;
        }
    }
}
