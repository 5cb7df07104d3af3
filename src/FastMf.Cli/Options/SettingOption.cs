using System.CommandLine;
using FastMf.Catalogs;

namespace FastMf.Cli.Options;

/// <summary>Options for the settings of what is found by its name, a loss or an optimizer: made from what it says itself.</summary>
internal static class SettingOption
{
    /// <summary>An option for a setting.</summary>
    public static Option Create<T>(string name, string help, Setting<T> setting)
        where T : class =>
        setting.IsSwitch
            ? Opt.Flag(name, help)
            : Opt.Value<string?>(
                name,
                "X",
                help,
                (text, out value) => (value = setting.With(text) is null ? null : text) is not null,
                setting.Expected
            );

    /// <summary>The same thing with the value that the call gives, if it gives one.</summary>
    /// <exception cref="CallException">The value does not go with others.</exception>
    public static T Apply<T>(ParseResult call, Option option, T thing, Setting<T> setting)
        where T : class
    {
        if (!call.Gives(option))
            return thing;
        string text = option is Option<string?> number ? call.GetValue(number)! : "on";
        return setting.With(text) ?? throw new CallException($"{option.Name} is {text}; expected {setting.Expected}.");
    }
}
