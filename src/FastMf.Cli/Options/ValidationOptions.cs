using System.CommandLine;
using FastMf.Data;

namespace FastMf.Cli.Options;

/// <summary><c>--validation</c>: ratings to watch the training by, from a file or set aside.</summary>
internal sealed class ValidationOptions
{
    private readonly Option<string?> _validation;

    /// <summary>Adds it to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="help">What the ratings are for.</param>
    public ValidationOptions(Command command, string help)
    {
        _validation = Opt.Text("--validation", "FILE|FRACTION", help);
        command.Add(_validation);
    }

    /// <summary>A number is a share of the ratings, anything else the name of a file.</summary>
    /// <exception cref="CallException">The number is no share.</exception>
    public (double? Fraction, string? Path) Read(ParseResult call)
    {
        string? given = call.GetValue(_validation);
        if (given is null || !Numbers.TryParse(given, out double fraction) || File.Exists(given))
            return (null, given);
        return fraction is > 0 and < 1
            ? (fraction, null)
            : throw new CallException($"--validation is '{given}'; expected a file, or a share above 0 and below 1.");
    }

    /// <summary>The option as the call gives it, for messages.</summary>
    public string Describe(ParseResult call) => $"{_validation.Name} {call.GetValue(_validation)}".TrimEnd();

    /// <summary>
    /// Sets validation ratings aside as if they stood in a file of their own: users and items with none but validation
    /// ratings are unknown to the model.
    /// </summary>
    public static (Ratings Train, Ratings Validation) SetAside(Ratings ratings, double share, ulong seed)
    {
        if (ratings.Count < 2)
            throw new CallException(
                Numbers.Format($"--validation {share} sets a share of the ratings aside; here is one rating alone.")
            );
        (Ratings train, Ratings validation) = ratings.Split(share, seed);
        return (train.Compact(), validation);
    }
}
