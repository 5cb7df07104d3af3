using System.CommandLine;
using FastMf.Penalties;
using FastMf.Trainers;
using FastMf.Training;

namespace FastMf.Cli.Options;

/// <summary>
/// What large factors and biases cost: an option for each kind of penalty in the catalog. Defaults are the library's.
/// </summary>
internal sealed class PenaltyOptions
{
    private static readonly TrainerOptions _standard = Solvers.All[0].Standard;

    private readonly (PenaltyKind Kind, Option<Pair> Option)[] _lambdas =
    [
        .. PenaltyKind.All.Select(kind => (kind, Pair.Option(kind.Option, Help(kind), kind.In(_standard.Penalty)))),
    ];
    private readonly Option<Pair> _l2Bias = Pair.Option(
        "--l2-bias",
        $"lambda of the biases' squared penalty ({Solvers.Others(standard => standard.Bias ? Pair.From(standard.BiasPenalty).ToString() : null)}).",
        Pair.From(_standard.BiasPenalty)
    );
    private readonly Option<float> _exponent = Opt.Number(
        "--penalty-exponent",
        $"nu: a row with n ratings carries n^nu times its penalty ({Solvers.Others(standard => Numbers.Format($"{standard.PenaltyExponent}"))}).",
        _standard.PenaltyExponent,
        zero: true,
        max: 1
    );

    /// <summary>In the order of the help page.</summary>
    public IReadOnlyList<Option> All => [.. _lambdas.Select(one => one.Option), _l2Bias, _exponent];

    /// <summary>The penalty of biases.</summary>
    public Option Biases => _l2Bias;

    /// <summary>A solver's options with the penalties of a call; what it does not give stays as it is.</summary>
    /// <exception cref="CallException">The solver cannot take a penalty.</exception>
    public TrainerOptions Read(ParseResult call, string solver, TrainerOptions standard)
    {
        if (SettingOption.IsGiven(call, _l2Bias) && !standard.Bias)
            throw new CallException($"--l2-bias is not for --solver {solver}, which goes without biases.");
        Penalty penalty = Penalty.None;
        foreach ((PenaltyKind kind, Option<Pair> option) in _lambdas)
        {
            Pair lambdas = SettingOption.IsGiven(call, option) ? call.GetValue(option) : kind.In(standard.Penalty);
            penalty += kind.Read(lambdas, lambdas.ToString(), solver, standard);
        }
        if (SettingOption.IsGiven(call, _exponent))
        {
            float exponent = call.GetValue(_exponent);
            string option = nameof(TrainerOptions.PenaltyExponent);
            if (Solvers.Objection(standard with { PenaltyExponent = exponent }, option) is { } why)
                throw new CallException(
                    Numbers.Format($"--penalty-exponent is {exponent}, which is not for --solver {solver}: {why}")
                );
        }
        if (_lambdas.Any(one => SettingOption.IsGiven(call, one.Option)))
            standard = standard with { Penalty = penalty };
        return standard with
        {
            BiasPenalty = SettingOption.IsGiven(call, _l2Bias) ? call.GetValue(_l2Bias).ToL2() : standard.BiasPenalty,
            PenaltyExponent = SettingOption.IsGiven(call, _exponent)
                ? call.GetValue(_exponent)
                : standard.PenaltyExponent,
        };
    }

    private static string Help(PenaltyKind kind) =>
        $"{kind.Formula} ({(kind.IsMain ? Solvers.Lambdas(standard => Default(kind, standard)) : kind.Takers)}).";

    private static string Default(PenaltyKind kind, TrainerOptions standard) =>
        standard is ImplicitAlsOptions ? "1/sqrt(items)" : kind.In(standard.Penalty).ToString();
}
