using FastMf.Cli.Output;

namespace FastMf.Tests.Cli;

/// <summary>A bar on a terminal, plain lines elsewhere.</summary>
public class ProgressTests
{
    [Fact]
    public void A_terminal_gets_one_bar_that_is_taken_away_in_the_end()
    {
        using StringWriter error = new();
        ProgressDisplay display = ProgressDisplay.ForTerminal(error, width: 80);
        display.Step(0.5, "epoch 1/2");
        display.Step(1, "epoch 2/2");
        display.Line("done");
        Assert.Equal(1, error.ToString().Count(c => c == '\n'));
        Assert.Contains("[############............] epoch 1/2", error.ToString(), StringComparison.Ordinal);
        Assert.EndsWith($"\r\e[Kdone{Environment.NewLine}", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_bar_never_wraps()
    {
        using StringWriter error = new();
        ProgressDisplay.ForTerminal(error, width: 40).Step(1, new string('x', 100));
        Assert.Equal(39, error.ToString().Length - "\r\e[K".Length);
    }

    [Fact]
    public void Elsewhere_every_step_is_a_line()
    {
        using StringWriter error = new();
        ProgressDisplay display = ProgressDisplay.For(error);
        display.Move(0.1, "not shown");
        display.Step(0.5, "epoch 1/2");
        display.Step(1, "epoch 2/2");
        display.Clear();
        Assert.Equal($"epoch 1/2{Environment.NewLine}epoch 2/2{Environment.NewLine}", error.ToString());
    }
}
