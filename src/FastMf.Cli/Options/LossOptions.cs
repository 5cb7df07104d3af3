using System.CommandLine;
using FastMf.Catalogs;
using FastMf.Data;
using FastMf.Losses;
using FastMf.Training;

namespace FastMf.Cli.Options;

/// <summary>Which loss, and whether the other options suit it. Names, numbers and help are the losses' own.</summary>
internal sealed class LossOptions
{
    private readonly Choice<Loss> _loss = new(
        "--loss",
        "What a wrong prediction y of a rating r costs: "
            + string.Join("; ", LossCatalog.All.Select(loss => $"{loss.Name}, {loss.Formula}"))
            + ".",
        Loss.Squared,
        [.. LossCatalog.All.Select(loss => (loss.Name, loss))]
    );
    private readonly (Loss Loss, int Index, Option Option)[] _numbers =
    [
        .. LossCatalog.All.SelectMany(loss =>
            loss.Settings.Select((setting, k) => (loss, k, OptionFor(loss, setting)))
        ),
    ];

    /// <summary>In the order of the help page.</summary>
    public IReadOnlyList<Option> All => [_loss, .. _numbers.Select(number => number.Option)];

    /// <summary>Those that go without biases, for the help page.</summary>
    public static string WithoutBiases =>
        string.Join(", ", LossCatalog.All.Where(loss => !loss.AllowsBiases).Select(loss => loss.Name));

    /// <summary>The loss of a call.</summary>
    /// <exception cref="CallException">The solver knows another loss, or a number is for another one.</exception>
    public Loss Read(ParseResult call, string solver, TrainerOptions standard)
    {
        Loss loss = _loss.Of(call);
        if (call.Gives(_loss) && standard.Objective.Pairwise is not null)
            throw new CallException($"--loss {loss.Name} is not for --solver {solver}, which has a loss of its own.");
        TrainerOptions asked = standard with { Loss = loss, Bias = false, NonNegative = loss.NeedsNonNegative };
        if (call.Gives(_loss) && Solvers.Objection(asked, nameof(asked.Loss)) is { } why)
            throw new CallException($"--loss {loss.Name} is not for --solver {solver}: {why}");
        foreach ((Loss owner, int index, Option option) in _numbers)
        {
            if (owner.Name == loss.Name)
                loss = SettingOption.Apply(call, option, loss, loss.Settings[index]);
            else if (call.Gives(option))
                throw new CallException($"{option.Name} is not for --loss {loss.Name}.");
        }
        return loss;
    }

    /// <summary>Refuses ratings that the loss is not defined for.</summary>
    /// <exception cref="CallException">They do not suit it.</exception>
    public static void RefuseUnsuited(Loss loss, string path, Ratings ratings)
    {
        if (loss.Objection(ratings.Values) is { } why)
            throw new CallException($"--loss {loss.Name} is not for {path}: {why}");
    }

    private static Option OptionFor(Loss loss, Setting<Loss> setting) =>
        SettingOption.Create(
            $"--{loss.Name}-{setting.Name}",
            $"loss {loss.Name}: {setting.Meaning} ({setting.Text}).",
            setting
        );
}
