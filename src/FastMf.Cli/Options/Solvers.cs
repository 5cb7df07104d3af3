using FastMf.Trainers;
using FastMf.Training;

namespace FastMf.Cli.Options;

/// <summary>The solvers by their names, and what they refuse in the words of the command line.</summary>
internal static class Solvers
{
    /// <summary>Each with its defaults, the default solver first.</summary>
    public static IReadOnlyList<(string Name, TrainerOptions Standard)> All { get; } =
    [
        ("sgd", new SgdOptions()),
        ("gradient", new GradientOptions()),
        ("als", new AlsOptions()),
        ("ials", new ImplicitAlsOptions()),
        ("bpr", new BprOptions()),
    ];

    /// <summary>The defaults of a solver.</summary>
    public static TrainerOptions Standard(string name) => All.First(solver => solver.Name == name).Standard;

    /// <summary>The trainer that the options are for.</summary>
    public static Trainer Trainer(TrainerOptions options) =>
        options switch
        {
            GradientOptions gradient => new GradientTrainer(gradient),
            AlsOptions als => new AlsTrainer(als),
            BprOptions bpr => new BprTrainer(bpr),
            ImplicitAlsOptions ials => new ImplicitAlsTrainer(ials),
            SgdOptions sgd => new SgdTrainer(sgd),
            _ => throw new ArgumentException($"No trainer for {options.GetType().Name}.", nameof(options)),
        };

    /// <summary>For the help page: what solvers other than the default one have; those with null are left out.</summary>
    public static string Others(Func<TrainerOptions, string?> value) =>
        string.Join(
            "; ",
            from solver in All.Skip(1)
            let text = value(solver.Standard)
            where text is not null
            select $"{solver.Name}: {text}"
        );

    /// <summary>The same of lambdas of L2.</summary>
    public static string Lambdas(Func<TrainerOptions, string> value) =>
        Others(standard => value(standard) + (standard is ImplicitAlsOptions ? ", where it has no 1/2" : ""));

    /// <summary>The trainer's own objection to one of its options; null where it has none.</summary>
    /// <param name="options">All options.</param>
    /// <param name="property">The option, as C# names it.</param>
    public static string? Objection(TrainerOptions options, string property)
    {
        try
        {
            Trainer(options);
            return null;
        }
        catch (ArgumentException e) when (e.ParamName == property)
        {
            return ExitCode.InOneLine(e);
        }
    }

    /// <summary>Refuses an option that the trainer objects to.</summary>
    /// <param name="options">All options.</param>
    /// <param name="property">The option, as C# names it.</param>
    /// <param name="given">The option and its value, as the call gives them.</param>
    /// <param name="solver">The solver's name.</param>
    /// <exception cref="CallException">Says all of it.</exception>
    public static void Refuse(TrainerOptions options, string property, string given, string solver)
    {
        if (Objection(options, property) is { } why)
            throw new CallException($"{given}, which is not for --solver {solver}: {why}");
    }
}
