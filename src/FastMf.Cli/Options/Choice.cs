using System.CommandLine;

namespace FastMf.Cli.Options;

/// <summary>An option whose value is one of a few words, each of which stands for a value.</summary>
internal sealed class Choice<T> : Option<string>
{
    private readonly (string Word, T Value)[] _choices;

    /// <param name="name">With its dashes.</param>
    /// <param name="help">What it does.</param>
    /// <param name="standard">The value that stands when the option is not given.</param>
    /// <param name="choices">All words.</param>
    public Choice(string name, string help, T standard, params (string Word, T Value)[] choices)
        : base(name)
    {
        _choices = choices;
        Description = help;
        HelpName = string.Join('|', choices.Select(choice => choice.Word));
        Arity = ArgumentArity.ExactlyOne;
        DefaultValueFactory = _ => Word(standard);
        Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && !choices.Any(choice => choice.Word == text))
                result.AddError($"{name} is '{text}'; expected {HelpName.Replace("|", " or ")}.");
        });
    }

    /// <summary>The value of the word that the call gives.</summary>
    public T Of(ParseResult call)
    {
        string? given = call.GetValue(this);
        return Array.Find(_choices, choice => choice.Word == given).Value;
    }

    /// <summary>The word of a value.</summary>
    public string Word(T value) => Array.Find(_choices, choice => Equals(choice.Value, value)).Word;
}
