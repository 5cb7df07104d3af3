using FastMf.Optimizers;
using FastMf.Penalties;
using FastMf.Trainers;
using FastMf.Training;

namespace FastMf.Cli.Options;

/// <summary>One kind of penalty as an option: name, formula, bounds and lambdas are the catalog's, defaults the solvers'.</summary>
internal sealed class PenaltyKind
{
    private readonly LambdaPenalty _none;

    private PenaltyKind(LambdaPenalty none) => _none = none;

    /// <summary>All kinds, in the order of the catalog: the first is L2, which all solvers take.</summary>
    public static IReadOnlyList<PenaltyKind> All { get; } =
    [.. PenaltyCatalog.All.Select(none => new PenaltyKind(none))];

    /// <summary>The name, without dashes.</summary>
    public string Name => _none.Name;

    /// <summary>The option.</summary>
    public string Option => $"--{Name}";

    /// <summary>Whether it is the one that is always told of.</summary>
    public bool IsMain => ReferenceEquals(this, All[0]);

    /// <summary>The formula in one line.</summary>
    public string Formula => _none.Formula;

    /// <summary>Which solvers take it, for the help page.</summary>
    public string Takers => $"for {string.Join(", ", FindTakers())}";

    /// <summary>Its lambdas in a penalty; 0 where it has no part in it.</summary>
    public Pair In(Penalty penalty) =>
        penalty.Parts.FirstOrDefault(part => part.Name == Name) is { } part ? Pair.From(part) : default;

    /// <summary>The penalty with these lambdas.</summary>
    public LambdaPenalty With(Pair lambdas)
    {
        LambdaPenalty users = _none.Settings[0].With(Numbers.Format($"{lambdas.Users}"))!;
        return users.Settings[1].With(Numbers.Format($"{lambdas.Items}"))!;
    }

    /// <summary>The penalty with the lambdas that a call gives.</summary>
    /// <param name="lambdas">The lambdas.</param>
    /// <param name="text">Their text in the call.</param>
    /// <param name="solver">The name of the solver.</param>
    /// <param name="standard">Its options.</param>
    /// <exception cref="CallException">The solver cannot take it.</exception>
    public Penalty Read(Pair lambdas, string text, string solver, TrainerOptions standard)
    {
        LambdaPenalty penalty = With(lambdas);
        if (lambdas.IsAbove0)
            Solvers.Refuse(
                standard with
                {
                    Penalty = penalty,
                },
                nameof(standard.Penalty),
                $"{Option} is {text}",
                solver
            );
        return penalty;
    }

    private static string? Objection(Penalty penalty, TrainerOptions standard) =>
        Solvers.Objection(standard with { Penalty = penalty }, nameof(TrainerOptions.Penalty));

    private IEnumerable<string> FindTakers()
    {
        LambdaPenalty some = With(new(1f, 1f));
        foreach ((string name, TrainerOptions standard) in Solvers.All)
        {
            if (standard is not GradientOptions gradient)
            {
                if (Objection(some, standard) is null)
                    yield return name;
                continue;
            }
            Optimizer[] takers =
            [
                .. OptimizerCatalog.All.Where(one => Objection(some, gradient with { Optimizer = one }) is null),
            ];
            if (takers.Length == OptimizerCatalog.All.Count)
                yield return name;
            else if (takers.Length > 0)
                yield return $"{name} with {string.Join(" or ", takers.Select(taker => taker.Name))}";
        }
    }
}
