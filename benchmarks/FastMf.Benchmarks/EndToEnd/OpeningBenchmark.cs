using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using FastMf.Data;
using FastMf.IO;
using FastMf.Models;
using FastMf.Retrieval;
using Microsoft.Win32.SafeHandles;

namespace FastMf.Benchmarks.EndToEnd;

/// <summary>
/// How long a new process takes from opening a mapped model with its index to the first answers, by the size of the file, with its
/// pages in the system's cache and without; and how much memory two processes share that have read all of one.
/// </summary>
internal static partial class OpeningBenchmark
{
    private const int Rank = 64;

    /// <summary>
    /// Arguments: repetitions, and GB of the large file, its factors being floats; optional. Or repetitions and files that
    /// <c>make FILE GB PRECISION</c> has made, the smallest first. Or <c>one</c> or <c>hold</c> and a file, for the new processes.
    /// </summary>
    public static int Run(string[] args)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        switch (args)
        {
            case ["one", string path]:
                Console.Write(One(path));
                return 0;
            case ["second", string path, string first]:
                One(first); // compiles what there is to compile
                Console.Write(One(path));
                return 0;
            case ["hold", string path]:
                Hold(path);
                return 0;
            case ["make", string path, string gigabytes, string precision]:
                Make(path, double.Parse(gigabytes), Enum.Parse<FactorPrecision>(precision));
                return 0;
            case [string times, .. string[] made] when made.Length > 0 && File.Exists(made[0]):
                Measure(int.Parse(times), made);
                return 0;
        }
        int repetitions = args.Length > 0 ? int.Parse(args[0]) : 9;
        double large = args.Length > 1 ? double.Parse(args[1]) : 4;
        DirectoryInfo folder = Directory.CreateTempSubdirectory("fastmf-open-");
        try
        {
            string[] files =
            [
                .. ((double[])[0.004, large]).Select(size =>
                    Make(Path.Combine(folder.FullName, $"{size} GB"), size, FactorPrecision.Single)
                ),
            ];
            Measure(repetitions, files);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
        return 0;
    }

    private static void Measure(int repetitions, string[] files)
    {
        Console.WriteLine($"milliseconds, {repetitions} new processes each, in turns: median (least to most)");
        Compare(files, repetitions, "the first model of a process, which compiles", file => ["one", file]);
        Compare(files, repetitions, "after a small one", file => ["second", file, files[0]]);
        Compare(
            files,
            repetitions,
            "after a small one, no page in the cache",
            file => ["second", file, files[0]],
            Forget
        );
        foreach (string file in files.Skip(1))
            Share(file);
    }

    /// <summary>Asks the system to drop a file's pages (Linux).</summary>
    private static void Forget(string path)
    {
        const int DontNeed = 4;
        using SafeFileHandle file = File.OpenHandle(path);
        if (PosixFadvise((int)file.DangerousGetHandle(), 0, 0, DontNeed) != 0)
            throw new InvalidOperationException("The system does not drop the pages.");
    }

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int PosixFadvise(int file, long offset, long length, int advice);

    /// <summary>A model of about that many GB of floats, a fifth of it items and their index. Lengths of items fall like those of implicit feedback.</summary>
    private static string Make(string path, double gigabytes, FactorPrecision precision)
    {
        int rows = (int)(gigabytes * 1e9 / (Rank * sizeof(float)));
        int items = Math.Max(100, rows / 6);
        int users = rows - (items * 4 / 3);
        FactorMatrix userFactors = new(users, Rank);
        FactorMatrix itemFactors = new(items, Rank);
        Fill(userFactors, row => 1f);
        Fill(itemFactors, row => 1f / MathF.Sqrt(1 + (row * 7_919L % items)));
        FactorModel model = new(userFactors, itemFactors);
        Retriever.Build(precision == FactorPrecision.Single ? model : model.Rounded(precision)).Save(path);
        return path;
    }

    private static void Fill(FactorMatrix matrix, Func<int, float> length)
    {
        Random random = new(5);
        for (int row = 0; row < matrix.Rows; row++)
        {
            float scale = length(row);
            foreach (ref float value in matrix.Row(row))
                value = scale * (random.NextSingle() - 0.5f);
        }
    }

    private static void Compare(
        string[] files,
        int repetitions,
        string what,
        Func<string, string[]> words,
        Action<string>? before = null
    )
    {
        Dictionary<string, List<double[]>> runs = files.ToDictionary(file => file, _ => new List<double[]>());
        for (int repetition = 0; repetition < repetitions; repetition++)
        {
            foreach (string file in files)
            {
                before?.Invoke(file);
                using Process process = Child(words(file));
                string[] said = process.StandardOutput.ReadToEnd().Split(' ');
                runs[file].Add([.. said.Select(double.Parse)]);
            }
        }
        Console.WriteLine(what);
        Console.WriteLine(
            "file                     bytes   open to a prediction   and to a list of ten   kB allocated"
        );
        foreach (string file in files)
            Console.WriteLine(
                $"{Path.GetFileName(file), -14}{new FileInfo(file).Length, 16:N0}   {Text(runs[file], 0), 20}   {Text(runs[file], 1), 20}   {Text(runs[file], 2), 15}"
            );
    }

    private static string Text(List<double[]> runs, int column)
    {
        double[] values = [.. runs.Select(run => run[column]).Order()];
        return $"{values[values.Length / 2]:F2} ({values[0]:F2} to {values[^1]:F2})";
    }

    /// <summary>In a new process: opens the model and asks it.</summary>
    private static string One(string path)
    {
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        long began = Stopwatch.GetTimestamp();
        FactorModel model = ModelFile.Open(path);
        float prediction = model.Predict(model.Users.Count / 2, model.Items.Count / 2);
        double first = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        Scored[] best = new Scored[10];
        int found = model.StoredRetriever()!.Recommend(model.Users.Count / 3, best);
        double list = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        if (found != 10 || float.IsNaN(prediction))
            throw new InvalidOperationException("No answer.");
        return $"{first} {list} {allocated / 1e3}";
    }

    private static void Share(string path)
    {
        using Process first = Child("hold", path);
        Console.WriteLine($"one process that has read all of it:  {first.StandardOutput.ReadLine()}");
        using Process second = Child("hold", path);
        Console.WriteLine($"a second one beside it:               {second.StandardOutput.ReadLine()}");
        first.StandardInput.WriteLine();
        Console.WriteLine($"the first one then:                   {first.StandardOutput.ReadLine()}");
        foreach (Process process in (Process[])[first, second])
        {
            process.StandardInput.Close();
            process.WaitForExit();
        }
    }

    /// <summary>In a new process: reads all of a mapped model, tells what memory that takes, and again when asked.</summary>
    private static void Hold(string path)
    {
        FactorModel model = ModelFile.Open(path);
        double sum = 0;
        float[] values = new float[model.Rank];
        foreach (FactorMatrix factors in (FactorMatrix[])[model.UserFactors, model.ItemFactors])
        {
            for (int row = 0; row < factors.Rows; row++)
            {
                factors.CopyRow(row, values);
                sum += values[0];
            }
        }
        do Console.WriteLine(Memory(path));
        while (Console.ReadLine() is not null);
        if (double.IsNaN(sum))
            throw new InvalidOperationException("Not numbers.");
        GC.KeepAlive(model);
    }

    /// <summary>What the system says of the mapping (Linux).</summary>
    private static string Memory(string path)
    {
        string[] wanted = ["Rss:", "Pss:", "Shared_Clean:", "Shared_Dirty:", "Private_Clean:", "Private_Dirty:"];
        IEnumerable<string> lines = File.ReadLines("/proc/self/smaps")
            .SkipWhile(line => !line.EndsWith(path, StringComparison.Ordinal))
            .Skip(1)
            .TakeWhile(line => char.IsUpper(line[0]))
            .Where(line => wanted.Any(word => line.StartsWith(word, StringComparison.Ordinal)))
            .Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        return string.Join(", ", lines);
    }

    private static Process Child(params string[] words)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(OpeningBenchmark).Assembly.Location);
        foreach (string word in (string[])["open", .. words])
            start.ArgumentList.Add(word);
        return Process.Start(start) ?? throw new InvalidOperationException("No new process.");
    }
}
