using FastMf.Cli;
using FastMf.Cli.Output;

namespace FastMf.Tests.Cli;

/// <summary>What only a terminal gets to see: the learning curve.</summary>
public class TerminalTests
{
    private const string Title = "Learning curve: RMSE";

    [Fact]
    public void Train_ends_with_the_learning_curve()
    {
        using TemporaryFolder folder = new();
        string[] lines = OnTerminal(folder, "--track", "--validation", "0.2").Split('\n');
        int title = Array.FindIndex(lines, line => line.Contains(Title, StringComparison.Ordinal));
        string[] chart = lines[title..(title + 11)];
        Assert.Contains("▲ best epoch", chart[0], StringComparison.Ordinal);
        Assert.Single(chart, line => line.EndsWith("── train", StringComparison.Ordinal));
        Assert.Single(chart, line => line.EndsWith("╌╌ validation", StringComparison.Ordinal));
        Assert.EndsWith("8  epoch", chart[^1], StringComparison.Ordinal);
        Assert.DoesNotContain(lines[..title], line => line.Contains('┤', StringComparison.Ordinal));
    }

    [Fact]
    public void Of_what_is_known()
    {
        using TemporaryFolder folder = new();
        Assert.DoesNotContain("validation", OnTerminal(folder, "--track").Split(Title)[1], StringComparison.Ordinal);
        Assert.DoesNotContain(
            "train",
            OnTerminal(folder, "--validation", "0.2").Split(Title)[1],
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(Title, OnTerminal(folder), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--quiet")]
    [InlineData("--json")]
    public void Nobody_else_gets_it(string option)
    {
        using TemporaryFolder folder = new();
        string[] watched = ["--track", "--validation", "0.2"];
        Assert.Contains(Title, OnTerminal(folder, watched), StringComparison.Ordinal);
        Assert.DoesNotContain(Title, OnTerminal(folder, [.. watched, option]), StringComparison.Ordinal);
        string[] call = ["train", folder["ratings.csv"], "-o", folder["m"], .. watched];
        CliRun redirected = CliRun.Done(call);
        Assert.DoesNotContain(Title, redirected.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Title, redirected.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_as_wide_as_the_terminal_and_absent_where_that_is_too_narrow()
    {
        using TemporaryFolder folder = new();
        string[] watched = ["--track", "--epochs", "8"];
        foreach (int width in new[] { 50, 80, 101 })
            Assert.Equal(width - 1, Widest(OnTerminal(folder, width, ChartCharset.Ascii, watched)));
        Assert.Equal(100, Widest(OnTerminal(folder, 200, ChartCharset.Ascii, watched)));
        Assert.DoesNotContain(Title, OnTerminal(folder, 25, ChartCharset.Ascii, watched), StringComparison.Ordinal);

        static int Widest(string error) =>
            error.Split(Title)[1].Split('\n').Skip(1).Max(line => line.TrimEnd('\r').Length);
    }

    private static string OnTerminal(TemporaryFolder folder, params string[] options) =>
        OnTerminal(folder, 80, ChartCharset.Braille, options);

    /// <summary>What <c>train</c> writes to standard error as if that were a terminal.</summary>
    private static string OnTerminal(TemporaryFolder folder, int width, ChartCharset charset, params string[] options)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        string ratings = folder.WriteRatings("ratings.csv");
        string[] epochs = options.Contains("--epochs") ? [] : ["--epochs", "8"];
        int code = CommandLine.Run(
            ["train", ratings, "-o", folder["m"], .. epochs, .. options],
            output,
            error,
            ProgressDisplay.ForTerminal(error, width, charset),
            CancellationToken.None
        );
        Assert.True(code == 0, error.ToString());
        return error.ToString();
    }
}
