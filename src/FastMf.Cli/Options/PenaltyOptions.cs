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
    /// <param name="call">The call.</param>
    /// <param name="solver">The solver's name.</param>
    /// <param name="options">All else that the call says.</param>
    /// <exception cref="CallException">The solver cannot take a penalty.</exception>
    public TrainerOptions Read(ParseResult call, string solver, TrainerOptions options)
    {
        options = options with { BiasPenalty = ReadBiases(call, solver, options.BiasPenalty) };
        if (call.Gives(_exponent))
        {
            options = options with { PenaltyExponent = call.GetValue(_exponent) };
            string given = Numbers.Format($"{_exponent.Name} is {options.PenaltyExponent}");
            Solvers.Refuse(options, nameof(options.PenaltyExponent), given, solver);
        }
        Penalty penalty = Penalty.None;
        foreach ((PenaltyKind kind, Option<Pair> option) in _lambdas)
        {
            Pair lambdas = call.Or(option, kind.In(options.Penalty));
            penalty += kind.Read(lambdas, lambdas.ToString(), solver, options);
        }
        return _lambdas.Any(one => call.Gives(one.Option)) ? options with { Penalty = penalty } : options;
    }

    private L2Penalty ReadBiases(ParseResult call, string solver, L2Penalty standard)
    {
        if (!call.Gives(_l2Bias))
            return standard;
        Pair lambdas = call.GetValue(_l2Bias);
        // Without biases any lambda of theirs is one of nothing; but a solver that has none never asks for one.
        if (lambdas.IsAbove0 && !Solvers.Standard(solver).Bias)
            throw new CallException($"{_l2Bias.Name} is not for --solver {solver}, which goes without biases.");
        return lambdas.ToL2();
    }

    private static string Help(PenaltyKind kind) =>
        $"{kind.Formula} ({(kind.IsMain ? Solvers.Lambdas(standard => Default(kind, standard)) : kind.Takers)}).";

    private static string Default(PenaltyKind kind, TrainerOptions standard) =>
        standard is ImplicitAlsOptions ? "1/sqrt(items)" : kind.In(standard.Penalty).ToString();
}
