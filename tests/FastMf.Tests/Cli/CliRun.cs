using System.Text.Json;
using FastMf.Cli;

namespace FastMf.Tests.Cli;

/// <summary>One call of the command line in this process, and what came of it.</summary>
internal sealed record CliRun(int Code, string Output, string Error)
{
    /// <summary>Calls it.</summary>
    public static CliRun Of(params string[] args) => Of(CancellationToken.None, args);

    /// <summary>Calls it with a token that stands for Ctrl-C.</summary>
    public static CliRun Of(CancellationToken token, params string[] args)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int code = CommandLine.Run(args, output, error, token);
        return new(code, output.ToString(), error.ToString());
    }

    /// <summary>Calls it with --json and reads the one document that standard output must be.</summary>
    public static JsonElement Json(params string[] args)
    {
        CliRun run = Of([.. args, "--json"]);
        Assert.True(run.Code == 0, run.Error);
        return JsonDocument.Parse(run.Output).RootElement;
    }

    /// <summary>Calls it; it must succeed.</summary>
    public static CliRun Done(params string[] args)
    {
        CliRun run = Of(args);
        Assert.True(run.Code == 0, run.Error);
        return run;
    }

    /// <summary>Calls it; it must fail with a code, a message that holds some words, no stack trace, and no output.</summary>
    public static CliRun Refused(int code, string words, params string[] args)
    {
        CliRun run = Of(args);
        Assert.Equal(code, run.Code);
        Assert.Equal("", run.Output);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        return run;
    }
}
