using System.Diagnostics;
using System.Text.Json;
using FastMf.IO;

namespace FastMf.Tests.Cli;

/// <summary>The tool as a process of its own: streams, exit codes and Ctrl-C.</summary>
public class ProcessTests
{
    [Fact]
    public async Task Results_and_messages_go_to_their_own_streams()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        using Process process = ToolProcess.Start("train", ratings, "-o", folder["m"], "--epochs", "2", "--json");
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        Assert.Equal(30, JsonDocument.Parse(output).RootElement.GetProperty("users").GetInt32());
        Assert.Contains("epoch 2/2", await error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_process_says_so_and_writes_nothing_to_standard_output()
    {
        using Process process = ToolProcess.Start("inspect", "/there/is/no/such/model", "--json");
        Task<string> error = process.StandardError.ReadToEndAsync();
        Assert.Equal("", await process.StandardOutput.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.Equal(1, process.ExitCode);
        Assert.Contains("/there/is/no/such/model", await error, StringComparison.Ordinal);
    }

    [UnixFact]
    public async Task A_model_stays_where_standard_output_is_full_and_the_message_says_so()
    {
        if (!File.Exists("/dev/full"))
            return; // of Linux alone
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        string tool = typeof(FastMf.Cli.CommandLine).Assembly.Location;
        string call = $"exec dotnet '{tool}' train '{ratings}' -o '{folder["m"]}' --epochs 2 > /dev/full";
        ProcessStartInfo start = new("sh", ["-c", call]) { RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(1, process.ExitCode);
        Assert.Contains("Cannot write to standard output", error, StringComparison.Ordinal);
        Assert.Contains("are whole and stay", error, StringComparison.Ordinal);
        Assert.Equal(30, ModelFile.Load(folder["m"]).Users.Count);
    }

    [UnixFact]
    public async Task What_a_killed_process_has_half_written_the_next_one_deletes()
    {
        using TemporaryFolder folder = new();
        using Process process = ToolProcess.Start([
            "generate",
            folder["r.csv"],
            "--users",
            "9000",
            "--items",
            "4000",
            "--ratings",
            "3000000",
        ]);
        while (!folder.Files.Any(file => file.EndsWith(".tmp", StringComparison.Ordinal)) && !process.HasExited)
            await Task.Delay(1);
        process.Kill();
        await process.WaitForExitAsync();
        Assert.StartsWith("r.csv.", Assert.Single(folder.Files), StringComparison.Ordinal); // it was writing
        CliRun.Done("generate", folder["other.csv"], "--ratings", "1000");
        Assert.Equal(2, folder.Files.Length);
        CliRun.Done("generate", folder["r.csv"], "--ratings", "1000");
        Assert.Equal(["other.csv", "r.csv"], folder.Files);
    }

    [UnixFact]
    public async Task Ctrl_C_ends_training_with_130_and_leaves_no_file()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        string[] outputs = ["-o", folder["m"], "--report", folder["r.html"]];
        using Process process = ToolProcess.Start(["train", ratings, .. outputs, "--epochs", "1000000000", "--json"]);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string? line;
        do line = await process.StandardError.ReadLineAsync();
        while (line is not null && !line.StartsWith("epoch 2/", StringComparison.Ordinal));
        Assert.NotNull(line); // training is under way
        Assert.Equal(0, ToolProcess.Kill(process, ToolProcess.Interrupt));
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(130, process.ExitCode);
        Assert.Equal("", await output);
        Assert.Contains("stopped", await error, StringComparison.Ordinal);
        Assert.Equal(["ratings.csv"], folder.Files);
    }
}
