using System.CommandLine;
using FastMf.Penalties;
using FastMf.Selection;
using FastMf.Trainers;
using FastMf.Training;

namespace FastMf.Cli.Options;

/// <summary>The penalties that <c>tune</c> tries: all sums of one of each list. Kinds are the catalog's.</summary>
internal sealed class TunePenaltyOptions
{
    /// <summary>Times the solver's own lambda; sgd has a list of its own, and a solver without a penalty takes these.</summary>
    private static readonly float[] _steps = [0.25f, 0.5f, 1f, 2f, 4f];
    private static readonly float[] _fromNone = [0f, 1f, 3f, 10f, 30f];
    private static readonly float[] _sgd = [0.02f, 0.05f, 0.08f, 0.12f, 0.2f];

    private readonly (PenaltyKind Kind, Option<ValueList<ListedPair>> Option)[] _lists =
    [
        .. PenaltyKind.All.Select(kind => (kind, ListOf(kind))),
    ];

    /// <summary>In the order of the help page.</summary>
    public IReadOnlyList<Option> All => [.. _lists.Select(list => list.Option)];

    /// <summary>The penalties to try, the first kind changing fastest.</summary>
    /// <exception cref="CallException">The solver cannot take one, or there are too many.</exception>
    public IReadOnlyList<Penalty> Read(ParseResult call, string solver, TrainerOptions standard)
    {
        IReadOnlyList<Penalty> sums = [Penalty.None];
        foreach ((PenaltyKind kind, Option<ValueList<ListedPair>> option) in _lists)
        {
            IReadOnlyList<ListedPair> values = call.Gives(option)
                ? call.GetRequiredValue(option).Values
                : Standard(kind, standard);
            Penalty[] parts = [.. values.Select(one => kind.Read(one.Pair, one.ToString(), solver, standard))];
            if ((long)parts.Length * sums.Count > SearchSpace.MaxCandidates)
                throw new CallException(
                    $"{kind.Option} makes it more than {SearchSpace.MaxCandidates} combinations of penalties."
                );
            sums = [.. parts.SelectMany(_ => sums, (part, sum) => sum + part)];
        }
        return sums;
    }

    private static Option<ValueList<ListedPair>> ListOf(PenaltyKind kind)
    {
        string others = kind.IsMain
            ? Solvers.Lambdas(standard => new ValueList<ListedPair>(Standard(kind, standard)).ToString())
            : kind.Takers;
        return ValueList<ListedPair>.Option(
            kind.Option,
            $"{kind.Formula}: lambdas to try ({others}); users:items for two.",
            Standard(kind, Solvers.All[0].Standard),
            ListedPair.TryParse,
            "a number of at least 0, or users:items"
        );
    }

    /// <summary>What is tried where the call gives nothing: lambdas of L2 around the solver's own, and no other penalty.</summary>
    private static ListedPair[] Standard(PenaltyKind kind, TrainerOptions standard)
    {
        Pair own = kind.In(standard.Penalty);
        if (!kind.IsMain)
            return [new(own)];
        if (standard is SgdOptions)
            return [.. _sgd.Select(lambda => new ListedPair(new(lambda, lambda)))];
        return own.IsAbove0
            ? [.. _steps.Select(step => new ListedPair(new(step * own.Users, step * own.Items)))]
            : [.. _fromNone.Select(lambda => new ListedPair(new(lambda, lambda)))];
    }
}
