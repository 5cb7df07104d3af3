using System.Diagnostics;
using System.Text.Json;

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
