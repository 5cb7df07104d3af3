using System.CommandLine;

namespace FastMf.Cli.Options;

/// <summary>
/// The options of <c>train</c> that are promised but not there yet. They are known so that a call which asks for one
/// is refused by its name, instead of being misread or ignored.
/// </summary>
internal sealed class NotBuiltYet
{
    private static readonly string[] _names = ["--block"];

    private readonly Option<string>[] _options;

    /// <summary>Makes them known to a command, without showing them on its help page.</summary>
    public NotBuiltYet(Command command)
    {
        _options =
        [
            .. _names.Select(name => new Option<string>(name) { Hidden = true, Arity = ArgumentArity.ZeroOrOne }),
        ];
        foreach (Option<string> option in _options)
            command.Add(option);
    }

    /// <summary>All their names.</summary>
    public static IReadOnlyList<string> Names => _names;

    /// <summary>Refuses a call that gives one of them.</summary>
    /// <exception cref="CallException">Names the first one.</exception>
    public void Refuse(ParseResult call)
    {
        foreach (Option<string> option in _options)
        {
            if (call.Gives(option))
                throw new CallException($"{option.Name} is not built yet.");
        }
    }

    /// <summary>Refuses a word of an option that is promised but not there yet.</summary>
    public static void RefuseWords(ParseResult call, Option<string> option, string built, params string[] promised)
    {
        if (call.GetResult(option)?.Tokens is [{ Value: var word }] && promised.Contains(word))
            throw new CallException($"{option.Name} {word} is not built yet; {built} is.");
    }
}
