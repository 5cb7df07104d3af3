using System.CommandLine;
using FastMf.Losses;

namespace FastMf.Cli.Options;

/// <summary>Which loss, and whether the other options suit it.</summary>
internal sealed class LossOptions
{
    private readonly Choice<Loss> _loss = new(
        "--loss",
        "What a wrong prediction costs.",
        Loss.Squared,
        ("squared", Loss.Squared),
        ("absolute", Loss.Absolute),
        ("huber", Loss.Huber()),
        ("logistic", Loss.Logistic),
        ("hinge", Loss.Hinge),
        ("squared-hinge", Loss.SquaredHinge),
        ("kl", Loss.KullbackLeibler)
    );
    private readonly Option<float> _huberDelta = Opt.Number(
        "--huber-delta",
        "Where the huber loss turns from quadratic to linear.",
        1f,
        zero: false
    );

    /// <summary>In the order of the help page.</summary>
    public IReadOnlyList<Option> All => [_loss, _huberDelta];

    /// <summary>The loss of a call.</summary>
    /// <exception cref="CallException">Another option does not suit it.</exception>
    public Loss Read(ParseResult call, Choice<bool> bias, Option<bool> nonNegative)
    {
        Loss loss = _loss.Of(call);
        if (loss is HuberLoss)
            loss = Loss.Huber(call.GetValue(_huberDelta));
        else if (call.GetResult(_huberDelta) is { Implicit: false })
            throw new CallException($"--huber-delta is not for --loss {loss.Name}.");
        if (!loss.AllowsBiases && call.GetResult(bias) is { Implicit: false } && bias.Of(call))
            throw new CallException($"--bias on is not for --loss {loss.Name}, which goes without biases.");
        if (loss.NeedsNonNegative && !call.GetValue(nonNegative))
            throw new CallException($"--loss {loss.Name} needs --nonnegative.");
        return loss;
    }
}
