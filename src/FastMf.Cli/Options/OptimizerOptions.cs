using System.CommandLine;
using FastMf.Catalogs;
using FastMf.Optimizers;
using FastMf.Trainers;

namespace FastMf.Cli.Options;

/// <summary>Which optimizer, and its settings: an option for each name that one of them knows.</summary>
internal sealed class OptimizerOptions
{
    private readonly Choice<Optimizer> _optimizer = new(
        "--optimizer",
        "gradient: how a gradient becomes a step; the rules of torch.optim.",
        new GradientOptions().Optimizer,
        [.. OptimizerCatalog.All.Select(optimizer => (optimizer.Name, optimizer))]
    );
    private readonly (string Name, Option Option)[] _settings =
    [
        .. OptimizerCatalog
            .All.SelectMany(optimizer => optimizer.Settings.Select(setting => (optimizer, setting)))
            .GroupBy(pair => pair.setting.Name)
            .Select(group => (group.Key, OptionFor([.. group]))),
    ];

    /// <summary>In the order of the help page.</summary>
    public IReadOnlyList<Option> All => [_optimizer, .. _settings.Select(setting => setting.Option)];

    /// <summary>The optimizer of a call.</summary>
    /// <exception cref="CallException">An option is for others, or does not go with another.</exception>
    public Optimizer Read(ParseResult call)
    {
        Optimizer optimizer = _optimizer.Of(call);
        string[] known = [.. optimizer.Settings.Select(setting => setting.Name)];
        foreach ((string name, Option option) in _settings)
        {
            if (call.Gives(option) && !known.Contains(name))
                throw new CallException($"{option.Name} is not for --optimizer {optimizer.Name}.");
        }
        for (int k = 0; k < known.Length; k++)
        {
            Option option = Array.Find(_settings, setting => setting.Name == known[k]).Option;
            optimizer = SettingOption.Apply(call, option, optimizer, optimizer.Settings[k]);
        }
        return optimizer;
    }

    private static Option OptionFor((Optimizer Optimizer, Setting<Optimizer> Setting)[] all)
    {
        string[] defaults =
        [
            .. all.GroupBy(pair => pair.Setting.Text, pair => pair.Optimizer.Name)
                .Select(group => $"{string.Join(", ", group)}: {group.Key}"),
        ];
        Setting<Optimizer> first = all[0].Setting;
        string whose =
            all.Length == OptimizerCatalog.All.Count
                ? "gradient"
                : $"optimizer{(all.Length > 1 ? "s" : "")} {string.Join(", ", all.Select(pair => pair.Optimizer.Name))}";
        string standard = defaults.Length > 1 ? string.Join("; ", defaults) : first.Text;
        return SettingOption.Create($"--{first.Name}", $"{whose}: {first.Meaning} ({standard}).", first);
    }
}
