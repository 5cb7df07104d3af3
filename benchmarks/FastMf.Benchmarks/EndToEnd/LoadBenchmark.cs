using System.Diagnostics;
using System.Globalization;
using System.Text;
using CsvHelper;
using FastMf.Data;
using FastMf.IO;

namespace FastMf.Benchmarks.EndToEnd;

/// <summary>
/// Loads a generated file of user,item,rating and prints lines a second: ours up to Ratings with rows for ids and no
/// duplicates, CsvHelper up to three parsed fields a line that are added up.
/// </summary>
internal static class LoadBenchmark
{
    private const int Users = 140_000;
    private const int Items = 27_011; // a prime, so that a user's items all differ

    /// <param name="args">Lines (18,000,000) and repetitions (3).</param>
    public static int Run(string[] args)
    {
        int lines = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 18_000_000;
        int repetitions = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 3;
        string path = Path.GetTempFileName();
        try
        {
            Generate(path, lines);
            Console.WriteLine($"{lines:N0} lines, {new FileInfo(path).Length:N0} bytes");
            for (int i = 0; i < repetitions; i++)
            {
                Measure("RatingsReader, 1 thread", lines, () => ReadOurs(path, 1));
                Measure($"RatingsReader, {Environment.ProcessorCount} threads", lines, () => ReadOurs(path, 0));
                Measure("CsvHelper, 1 thread, fields only", lines, () => ReadCsvHelper(path));
            }
            return 0;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Generate(string path, int lines)
    {
        using StreamWriter file = new(path, append: false, Encoding.ASCII, 1 << 20);
        file.Write("user,item,rating\n");
        for (int i = 0; i < lines; i++)
        {
            long user = i % Users;
            long item = ((user * 7919) + (i / Users * 101L)) % Items;
            file.Write(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{user + 1},{item + 1},{((user + item) % 10 * 0.5) + 0.5}\n"
                )
            );
        }
    }

    private static int ReadOurs(string path, int threads)
    {
        Ratings ratings = RatingsReader.Read(path, new RatingsFormat { Threads = threads });
        return ratings.Count;
    }

    private static int ReadCsvHelper(string path)
    {
        using CsvReader reader = CsvReader.FromFile(path);
        int count = 0;
        double sum = 0;
        while (reader.Read())
        {
            sum += reader.Parse<int>(0) + reader.Parse<int>(1) + reader.Parse<float>(2);
            count++;
        }
        return sum > 0 ? count : 0;
    }

    private static void Measure(string name, int lines, Func<int> read)
    {
        GC.Collect();
        long allocatedBefore = GC.GetTotalAllocatedBytes();
        long begin = Stopwatch.GetTimestamp();
        int count = read();
        double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        if (count != lines)
            throw new InvalidOperationException($"{name} read {count} of {lines} lines.");
        double bytes = (GC.GetTotalAllocatedBytes() - allocatedBefore) / (double)lines;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name, -34} {lines / seconds / 1e6, 6:F1} M lines/s  {seconds, 6:F2} s  {bytes, 5:F0} bytes allocated a line"
            )
        );
    }
}
