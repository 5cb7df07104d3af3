using System.Diagnostics;
using System.Globalization;
using FastMf.Tests.Cli;

namespace FastMf.Tests.Report;

/// <summary>The distribution's browser without a window, which opens one page and tells what became of it.</summary>
internal static class Browser
{
    private static readonly string[] _names = ["chromium", "chromium-browser", "google-chrome"];

    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(3); // on a busy machine a start takes long

    /// <summary>Its program; null where there is none.</summary>
    public static string? Program { get; } =
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .SelectMany(folder => _names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);

    /// <summary>The elements of a page after its scripts have run, and what these wrote to the console.</summary>
    public static async Task<(string Dom, string[] Console)> Open(string page, bool dark = false)
    {
        (string output, string error) = await Run(page, dark, "--enable-logging=stderr", "--dump-dom");
        string[] console = [.. error.Split('\n').Where(line => line.Contains("CONSOLE", StringComparison.Ordinal))];
        return (output, console);
    }

    /// <summary>What a page looks like.</summary>
    public static async Task<Picture> Look(string page, bool dark, int width, int height)
    {
        using TemporaryFolder folder = new();
        string size = string.Create(CultureInfo.InvariantCulture, $"--window-size={width},{height}");
        await Run(page, dark, $"--screenshot={folder["page.png"]}", size, "--hide-scrollbars");
        return Picture.Read(folder["page.png"]);
    }

    private static async Task<(string Output, string Error)> Run(string page, bool dark, params string[] options)
    {
        using TemporaryFolder profile = new();
        ProcessStartInfo start = new(Program!) { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] quiet =
        [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            "--virtual-time-budget=2000",
            $"--user-data-dir={profile.Path}",
            $"--blink-settings=preferredColorScheme={(dark ? 0 : 1)}",
        ];
        foreach (string option in (string[])[.. quiet, .. options, new Uri(page).AbsoluteUri])
            start.ArgumentList.Add(option);
        using Process browser = Process.Start(start)!;
        using CancellationTokenSource late = new(_patience);
        try
        {
            Task<string> error = browser.StandardError.ReadToEndAsync(late.Token);
            string output = await browser.StandardOutput.ReadToEndAsync(late.Token);
            await browser.WaitForExitAsync(late.Token);
            return (output, await error);
        }
        finally
        {
            if (!browser.HasExited)
                browser.Kill(entireProcessTree: true);
            await browser.WaitForExitAsync();
        }
    }
}

/// <summary>A test that opens a page in a browser; skipped, visibly, where there is none.</summary>
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (Browser.Program is null)
            Skip = "There is no chromium here; install the distribution's to have report pages looked at.";
    }
}
