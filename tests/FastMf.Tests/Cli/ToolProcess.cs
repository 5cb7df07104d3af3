using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using FastMf.Cli;

namespace FastMf.Tests.Cli;

/// <summary>The tool as a process of its own.</summary>
internal static partial class ToolProcess
{
    public const int Interrupt = 2; // SIGINT
    public const int Terminate = 15; // SIGTERM

    public static Process Start(params string[] args)
    {
        ProcessStartInfo start = new(IgnoresInterrupt ? "env" : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string word in IgnoresInterrupt ? (string[])["--default-signal=INT", "dotnet"] : [])
            start.ArgumentList.Add(word);
        start.ArgumentList.Add(typeof(CommandLine).Assembly.Location);
        foreach (string arg in args)
            start.ArgumentList.Add(arg);
        return Process.Start(start)!;
    }

    /// <summary>Sends a signal; 0 where that worked.</summary>
    public static int Kill(Process process, int signal) => Kill(process.Id, signal);

    /// <summary>Whether this process was started in the background of a script, where children inherit that Ctrl-C is ignored.</summary>
    private static bool IgnoresInterrupt
    {
        get
        {
            if (!OperatingSystem.IsLinux())
                return false;
            string ignored = File.ReadLines("/proc/self/status")
                .First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal));
            ulong mask = ulong.Parse(ignored.AsSpan(7).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            return (mask >> (Interrupt - 1) & 1) == 1;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}

/// <summary>A test of signals, which are Unix's.</summary>
internal sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute()
    {
        if (OperatingSystem.IsWindows())
            Skip = "Signals are Unix's.";
    }
}

/// <summary>The same for more than one case.</summary>
internal sealed class UnixTheoryAttribute : TheoryAttribute
{
    public UnixTheoryAttribute()
    {
        if (OperatingSystem.IsWindows())
            Skip = "Signals are Unix's.";
    }
}
