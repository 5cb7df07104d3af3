using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using FastMf.Data;

namespace FastMf.Benchmarks.EndToEnd;

/// <summary>
/// A program of the user's choice that trains on the same ratings. Its command line may hold <c>{train}</c> and
/// <c>{test}</c> (files with a line <c>user item rating</c> each, rows from 0), <c>{rank}</c>, <c>{threads}</c> and
/// <c>{epochs}</c>, and <c>{variant}</c> for what is tried out. It prints <c>rmse=…</c> (on the test file), or what else a verb asks for, and <c>seconds=…</c> (of its training call alone);
/// without the latter the whole run is timed.
/// </summary>
internal sealed class OutsideProgram : IDisposable
{
    private readonly string _commandLine;
    private readonly string _train = Path.GetTempFileName();
    private readonly string _test = Path.GetTempFileName();

    public OutsideProgram(string commandLine, Ratings train, Ratings test)
    {
        _commandLine = commandLine;
        Write(_train, train);
        Write(_test, test);
    }

    /// <summary>One run.</summary>
    /// <param name="rank">For <c>{rank}</c>.</param>
    /// <param name="threads">For <c>{threads}</c>.</param>
    /// <param name="epochs">For <c>{epochs}</c>.</param>
    /// <param name="variant">For <c>{variant}</c>.</param>
    /// <param name="figure">What besides the seconds to read, as in <c>rmse=…</c>.</param>
    /// <returns>The seconds, and the figure; NaN where it is not printed.</returns>
    public (double Seconds, double Figure) Run(
        int rank,
        int threads,
        int epochs,
        string variant,
        string figure = "rmse"
    )
    {
        (double seconds, string output) = Run(
            _commandLine
                .Replace("{train}", _train, StringComparison.Ordinal)
                .Replace("{test}", _test, StringComparison.Ordinal)
                .Replace("{rank}", Text(rank), StringComparison.Ordinal)
                .Replace("{threads}", Text(threads), StringComparison.Ordinal)
                .Replace("{epochs}", Text(epochs), StringComparison.Ordinal)
                .Replace("{variant}", variant, StringComparison.Ordinal)
        );
        return (seconds, Find(figure, output) ?? double.NaN);
    }

    /// <summary>Runs a command line; the seconds that it prints, or those of the whole run, and all that it prints.</summary>
    public static (double Seconds, string Output) Run(string commandLine)
    {
        string[] words = commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        long began = Stopwatch.GetTimestamp();
        using Process process = Process.Start(
            new ProcessStartInfo(words[0], words[1..]) { RedirectStandardOutput = true }
        )!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        double whole = Stopwatch.GetElapsedTime(began).TotalSeconds;
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"'{words[0]}' ended with code {process.ExitCode}: {output}");
        return (Find("seconds", output) ?? whole, output);
    }

    public void Dispose()
    {
        File.Delete(_train);
        File.Delete(_test);
    }

    private static double? Find(string name, string output) =>
        Regex.Match(output, $"{name}=([0-9.eE+-]+)") is { Success: true } match
            ? double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
            : null;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static void Write(string path, Ratings ratings)
    {
        using StreamWriter file = new(path, append: false, Encoding.ASCII, 1 << 20);
        ReadOnlySpan<int> users = ratings.UserRows;
        ReadOnlySpan<int> items = ratings.ItemRows;
        ReadOnlySpan<float> values = ratings.Values;
        for (int k = 0; k < values.Length; k++)
            file.Write(string.Create(CultureInfo.InvariantCulture, $"{users[k]} {items[k]} {values[k]}\n"));
    }
}
