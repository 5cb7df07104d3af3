using System.CommandLine;
using System.Globalization;
using FastMf.Data;
using FastMf.Selection;
using FastMf.Trainers;
using FastMf.Training;

namespace FastMf.Cli.Options;

/// <summary>The options of <c>tune</c> that say what to try and how to judge it.</summary>
internal sealed class TuneOptions
{
    private static readonly SgdOptions _standard = new();

    private readonly TunePenaltyOptions _penalties = new();

    private readonly Option<ValueList<int>> _rank = ValueList<int>.Option(
        "--rank",
        "Numbers of factors to try.",
        [_standard.Rank],
        (text, out value) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value)
            && value is >= 1 and <= 65_536,
        "a whole number from 1 to 65536"
    );

    private readonly Option<ValueList<float>> _exponent = ValueList<float>.Option(
        "--penalty-exponent",
        $"Values of nu to try ({Solvers.Others(standard => Numbers.Format($"{standard.PenaltyExponent}"))}).",
        [_standard.PenaltyExponent],
        (text, out value) => Numbers.TryParse(text, out value) && value is >= 0f and <= 1f,
        "a number from 0 to 1"
    );

    private readonly Option<ValueList<float>> _rate = ValueList<float>.Option(
        "--learning-rate",
        $"Step sizes to try ({Solvers.Others(standard => Candidate.From(standard).LearningRate is { } rate ? Numbers.Format($"{rate}") : "none")}).",
        [_standard.LearningRate],
        (text, out value) => Numbers.TryParse(text, out value) && value is > 0f and <= 1e6f,
        "a number above 0 and at most 1000000"
    );

    private readonly Option<int> _epochs = Opt.Integer(
        "--epochs",
        "Most passes over the ratings.",
        _standard.Epochs,
        1
    );
    private readonly Option<int?> _trials = Opt.OptionalInteger(
        "--trials",
        "Try only N of the combinations, drawn at random.",
        1,
        SearchSpace.MaxCandidates
    );

    private readonly Option<bool> _halving = Opt.Flag(
        "--halving",
        "Successive halving: few epochs for all, more for the best third, and so on."
    );

    private readonly Option<int> _folds = Opt.Integer("--folds", "Folds.", 5, 2, CrossValidationOptions.MaxFolds);
    private readonly Choice<FoldKind> _kind = new(
        "--fold-by",
        "How folds are cut: at random, at random with each user spread evenly, or each stretch of time after those before.",
        FoldKind.Random,
        ("random", FoldKind.Random),
        ("user", FoldKind.ByUser),
        ("time", FoldKind.ByTime)
    );

    private readonly Option<TimeSpan?> _budget = Opt.Time(
        "--budget",
        "Begin no candidate after this time, as in 90s, 5m or 2h."
    );

    private readonly Option<ulong> _seed = Opt.Seed(_standard.Seed);
    private readonly Option<int> _threads = Opt.Threads();
    private readonly TrainOptions _training;

    /// <summary>Adds them to a command.</summary>
    public TuneOptions(Command command)
    {
        Option[] shown =
        [
            .. _penalties.All,
            _rank,
            _exponent,
            _rate,
            _epochs,
            _trials,
            _halving,
            _folds,
            _kind,
            _budget,
            _seed,
            _threads,
        ];
        foreach (Option option in shown)
            command.Add(option);
        _training = new(command, tuned: true);
    }

    /// <summary>Refuses what the contract promises and this version lacks.</summary>
    public void RefuseWhatIsNotBuilt(ParseResult call) => _training.RefuseWhatIsNotBuilt(call);

    /// <summary>How many threads work.</summary>
    public int Threads(ParseResult call) => call.GetValue(_threads);

    /// <summary>The candidates.</summary>
    /// <param name="call">The call.</param>
    /// <param name="common">What they have in common.</param>
    /// <exception cref="CallException">The solver cannot take one, or there are too many.</exception>
    public IReadOnlyList<Candidate> Candidates(ParseResult call, TrainerOptions common)
    {
        string solver = _training.Solver(call);
        SearchSpace space = new()
        {
            Penalties = _penalties.Read(call, solver, common),
            Ranks = Ranks(call, solver, common),
            PenaltyExponents = Given(call, _exponent) ?? [common.PenaltyExponent],
            LearningRates = Rates(call, solver, common),
            Epochs = call.GetValue(_epochs),
        };
        try
        {
            return call.GetValue(_trials) is { } trials ? space.Draw(trials, call.GetValue(_seed)) : space.Grid();
        }
        catch (InvalidOperationException e)
        {
            string penalties = string.Join(", ", _penalties.All.Select(option => option.Name));
            throw new CallException($"{penalties}, --rank, --penalty-exponent, --learning-rate: {e.Message}");
        }
    }

    /// <summary>What all candidates have in common.</summary>
    /// <exception cref="CallException">The options do not suit each other.</exception>
    public TrainerOptions Common(ParseResult call) =>
        _training.Read(call, track: false, hasValidation: true) with
        {
            Seed = call.GetValue(_seed),
        };

    /// <summary>Refuses ratings that cannot be cut into such folds.</summary>
    /// <exception cref="CallException">They have no times.</exception>
    public void RefuseUnsuited(ParseResult call, string path, Ratings ratings)
    {
        if (_kind.Of(call) == FoldKind.ByTime)
            RatingsFileOptions.RequireTimes($"{_kind.Name} time", path, ratings);
    }

    /// <summary>How to search.</summary>
    public SearchOptions Read(ParseResult call) =>
        new()
        {
            Validation = new()
            {
                Folds = call.GetValue(_folds),
                Kind = _kind.Of(call),
                Seed = call.GetValue(_seed),
                Threads = call.GetValue(_threads),
            },
            Halving = call.GetValue(_halving),
            Budget = call.GetValue(_budget),
        };

    private IReadOnlyList<int> Ranks(ParseResult call, string solver, TrainerOptions common)
    {
        IReadOnlyList<int> ranks = call.GetRequiredValue(_rank).Values;
        foreach (int rank in ranks)
        {
            Solvers.Refuse(
                common with
                {
                    Rank = rank,
                },
                nameof(common.Rank),
                Numbers.Format($"--rank is {rank}"),
                solver
            );
        }
        return ranks;
    }

    private IReadOnlyList<float> Rates(ParseResult call, string solver, TrainerOptions common)
    {
        IReadOnlyList<float>? given = Given(call, _rate);
        if (Candidate.From(common).LearningRate is { } own)
            return given ?? [own];
        return given is null
            ? []
            : throw new CallException(
                $"--learning-rate is {new ValueList<float>(given)}, and --solver {solver} takes no steps."
            );
    }

    private static IReadOnlyList<float>? Given(ParseResult call, Option<ValueList<float>> option) =>
        call.Gives(option) ? call.GetRequiredValue(option).Values : null;
}
