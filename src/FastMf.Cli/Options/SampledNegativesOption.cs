using System.CommandLine;
using System.CommandLine.Parsing;
using FastMf.Data;
using FastMf.Losses;

namespace FastMf.Cli.Options;

/// <summary><c>--sampled-negatives</c>: pairs that are no positives beside those that are, for losses of classes.</summary>
internal sealed class SampledNegativesOption
{
    private const string Name = "--sampled-negatives";

    private readonly Option<int?> _perPositive = Opt.OptionalInteger(
        Name,
        $"{Classes}: take ratings of at least --positive as 1 and draw N items for each that the user does not have as the other class.",
        1
    );

    /// <summary>Adds it to a command.</summary>
    public SampledNegativesOption(Command command) => command.Add(_perPositive);

    private static string Classes =>
        string.Join(", ", LossCatalog.All.Where(loss => loss.IsForClasses).Select(loss => loss.Name));

    /// <summary>Whether a call gives it; some commands do not have it.</summary>
    public static bool IsGiven(ParseResult call) =>
        call
            .CommandResult.Children.OfType<OptionResult>()
            .Any(given => given is { Implicit: false, Option.Name: Name });

    /// <summary>Refuses it where there are no classes.</summary>
    /// <exception cref="CallException">Names the loss.</exception>
    public static void RefuseUnsuited(ParseResult call, Loss loss)
    {
        if (IsGiven(call) && !loss.IsForClasses)
            throw new CallException($"{Name} is for --loss {Classes}, not for {loss.Name}.");
    }

    /// <summary>The ratings with negatives, where the call asks for them.</summary>
    /// <exception cref="CallException">The ratings do not suit it.</exception>
    public Ratings Apply(ParseResult call, Ratings ratings, Loss loss, ulong seed, float positive)
    {
        if (call.GetValue(_perPositive) is not { } perPositive)
            return ratings;
        try
        {
            return ratings.WithSampledNegatives(perPositive, seed, positive, loss is LogisticLoss ? 0f : -1f);
        }
        catch (InvalidOperationException error)
        {
            throw new CallException($"{Name}: {error.Message}");
        }
    }
}
