using System.CommandLine;
using FastMf.Penalties;
using FastMf.Trainers;
using FastMf.Training;

namespace FastMf.Cli.Options;

/// <summary>What large factors and biases cost, and whether the solver can take it. Defaults are the library's.</summary>
internal sealed class PenaltyOptions
{
    private static readonly SgdOptions _sgd = new();
    private static readonly GradientOptions _gradient = new();
    private static readonly AlsOptions _als = new();
    private static readonly ImplicitAlsOptions _implicit = new();

    private readonly Option<Pair> _l2 = Pair.Option(
        "--l2",
        $"lambda of the factors' squared penalty (gradient: 0; als: {Pair.From((L2Penalty)_als.Penalty)}; ials, where it has no 1/2: {Pair.From((L2Penalty)_implicit.Penalty)}).",
        (L2Penalty)_sgd.Penalty
    );
    private readonly Option<Pair> _l1 = Pair.Option(
        "--l1",
        "lambda of the factors' magnitudes, beside --l2; makes factors exactly 0 (gradient: optimizers sgd without momentum and adagrad).",
        new(0f, 0f)
    );
    private readonly Option<Pair> _frobenius = Pair.Option(
        "--frobenius",
        "gradient: lambda of the unsquared norms of both factor matrices, beside --l2.",
        new(0f, 0f)
    );
    private readonly Option<Pair> _l2Bias = Pair.Option(
        "--l2-bias",
        $"lambda of the biases' squared penalty (gradient: 0; als: {Pair.From(_als.BiasPenalty)}).",
        _sgd.BiasPenalty
    );
    private readonly Option<float> _exponent = Opt.Number(
        "--penalty-exponent",
        Numbers.Format(
            $"nu: a row with n ratings carries n^nu times its penalty (gradient: {_gradient.PenaltyExponent})."
        ),
        _sgd.PenaltyExponent,
        zero: true,
        max: 1
    );

    /// <summary>In the order of the help page.</summary>
    public IReadOnlyList<Option> All => [_l2, _l1, _frobenius, _l2Bias, _exponent];

    /// <summary>A solver's options with the penalties of a call; what it does not give stays as it is.</summary>
    /// <exception cref="CallException">The solver cannot take a penalty.</exception>
    public TrainerOptions Read(ParseResult call, string solver, TrainerOptions standard)
    {
        Pair l1 = call.GetValue(_l1);
        Pair frobenius = call.GetValue(_frobenius);
        if (frobenius.IsAbove0 && standard is not GradientOptions)
            throw new CallException($"--frobenius is for --solver gradient, not for {solver}.");
        if (l1.IsAbove0 && standard is ImplicitAlsOptions)
            throw new CallException("--l1 is not for --solver ials.");
        if (IsGiven(call, _l2Bias) && standard is ImplicitAlsOptions)
            throw new CallException("--l2-bias is not for --solver ials, which goes without biases.");
        if (l1.IsAbove0 && standard is GradientOptions { Optimizer: { HasStepSizes: false } optimizer })
            throw new CallException(
                $"--l1 is not for --optimizer {optimizer.Name}{(optimizer.Name == "sgd" ? " with --momentum" : "")}; it takes sgd without momentum, or adagrad."
            );
        Penalty l2 = IsGiven(call, _l2) ? call.GetValue(_l2).ToPenalty() : standard.Penalty;
        return standard with
        {
            Penalty = l2 + Penalty.L1(l1.Users, l1.Items) + Penalty.Frobenius(frobenius.Users, frobenius.Items),
            BiasPenalty = IsGiven(call, _l2Bias) ? call.GetValue(_l2Bias).ToPenalty() : standard.BiasPenalty,
            PenaltyExponent = IsGiven(call, _exponent) ? call.GetValue(_exponent) : standard.PenaltyExponent,
        };
    }

    private static bool IsGiven(ParseResult call, Option option) => call.GetResult(option) is { Implicit: false };
}
