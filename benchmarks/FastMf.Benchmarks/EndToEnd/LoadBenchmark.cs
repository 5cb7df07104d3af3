using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using CsvHelper;
using FastMf.Data;
using FastMf.IO;
using FastMf.Threads;

namespace FastMf.Benchmarks.EndToEnd;

/// <summary>
/// Loads a generated file of user,item,rating: ours up to Ratings with rows for ids and no duplicates, in a new process
/// each time and again in this one; CsvHelper up to three parsed fields a line that are added up; an outside program
/// from the same lines with blanks between the columns. Everything in turns.
/// </summary>
internal static class LoadBenchmark
{
    /// <param name="args">
    /// Lines (18,000,000), repetitions (3), and the outside program's command line: <c>{file}</c> is the file, and it
    /// prints <c>seconds=…</c> of its load call alone. Or: once FILE THREADS, for a new process.
    /// </param>
    public static int Run(string[] args)
    {
        if (args is ["once", string once, string count])
            return RunOnce(once, int.Parse(count, CultureInfo.InvariantCulture));
        int lines = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 18_000_000;
        int repetitions = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 3;
        string? against = args.Length > 2 ? args[2] : null;
        foreach (bool sorted in new[] { false, true })
        {
            using LoadFiles files = new(lines, sorted, against is not null);
            Console.WriteLine(
                $"{lines:N0} lines {(sorted ? "sorted by user" : "in random order")}, {new FileInfo(files.Commas).Length:N0} bytes"
            );
            for (int i = 0; i < repetitions; i++)
                RunAll(files, sorted, against);
            PrintDuplicates(files.Commas, lines);
        }
        return 0;
    }

    private static void RunAll(LoadFiles files, bool sorted, string? against)
    {
        foreach (int threads in new[] { 1, 2 })
        {
            (double seconds, string output) = OutsideProgram.Run(
                $"{Environment.ProcessPath} load once {files.Commas} {threads}"
            );
            Print($"new process, {threads} thread(s)", files, seconds, output.Split(' ')[1].Trim());
            if (against is null)
                continue;
            seconds = OutsideProgram.Run(against.Replace("{file}", files.Blanks, StringComparison.Ordinal)).Seconds;
            Print("outside program", files, seconds);
        }
        Print("again in one process, 1 thread", files, Time(files, () => ReadOurs(files.Commas, 1)));
        Print("again in one process, 2 threads", files, Time(files, () => ReadOurs(files.Commas, 2)));
        if (!sorted)
            return;
        Print(".gz, bytes of the text, 2 threads", files, Time(files, () => ReadOurs(files.Compressed, 2)));
        Print(".gz, only decompressed", files, Time(files, () => Decompress(files)));
        Print("CsvHelper, fields only, 1 thread", files, Time(files, () => ReadCsvHelper(files.Commas)));
    }

    /// <summary>The first load of a process, compiling included, and the memory it took.</summary>
    private static int RunOnce(string path, int threads)
    {
        using Process process = Process.GetCurrentProcess();
        long before = process.WorkingSet64;
        long began = Stopwatch.GetTimestamp();
        int count = ReadOurs(path, threads);
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        process.Refresh();
        double bytes = (process.PeakWorkingSet64 - before) / (double)count;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seconds={seconds:F4} peak={bytes:F1}"));
        return 0;
    }

    /// <summary>What it takes to find out whether pairs repeat, and to merge them where one in a hundred does.</summary>
    private static void PrintDuplicates(string path, int lines)
    {
        using WorkerTeam team = new(2);
        Ratings ratings = RatingsReader.Read(path);
        RatingColumns columns = new(ratings.UserRowArray, ratings.ItemRowArray, ratings.ValueArray);
        RatingColumns some = columns with { ItemRows = [.. columns.ItemRows], UserRows = [.. columns.UserRows] };
        for (int i = 0; i < lines / 200; i++)
            (some.UserRows[^(i + 1)], some.ItemRows[^(i + 1)]) = (some.UserRows[i], some.ItemRows[i]);
        foreach ((string name, RatingColumns given) in new[] { ("none repeats", columns), ("1 in 200 repeats", some) })
        {
            long began = Stopwatch.GetTimestamp();
            DuplicateMerge.Apply(given, ratings.Users.Count, ratings.Items.Count, Duplicates.Last, team);
            double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"of this, duplicates, {name}: {seconds:F3} s")
            );
        }
    }

    private static int ReadOurs(string path, int threads) =>
        RatingsReader.Read(path, new RatingsFormat { Threads = threads }).Count;

    private static int Decompress(LoadFiles files)
    {
        using GZipStream text = new(File.OpenRead(files.Compressed), CompressionMode.Decompress);
        byte[] buffer = new byte[1 << 18];
        while (text.Read(buffer) > 0) { }
        return files.Lines;
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

    private static double Time(LoadFiles files, Func<int> read)
    {
        GC.Collect();
        long began = Stopwatch.GetTimestamp();
        int count = read();
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        return count == files.Lines
            ? seconds
            : throw new InvalidOperationException($"{count} of {files.Lines} lines were read.");
    }

    private static void Print(string name, LoadFiles files, double seconds, string more = "") =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name, -34} {new FileInfo(files.Commas).Length / seconds / 1e6, 6:F0} MB/s {files.Lines / seconds / 1e6, 6:F1} M lines/s {seconds, 6:F3} s  {more}"
            )
        );
}
