using System.CommandLine;
using FastMf.Losses;
using FastMf.Trainers;

namespace FastMf.Cli.Options;

/// <summary>The options of <c>train</c> that say how to learn. Their defaults are the library's.</summary>
internal sealed class TrainOptions
{
    private static readonly SgdOptions _standard = new();
    private static readonly string[] _promisedSolvers = ["gradient", "als", "ials", "bpr"];
    private static readonly string[] _promisedLosses =
    [
        "absolute",
        "huber",
        "logistic",
        "hinge",
        "squared-hinge",
        "kl",
    ];

    private readonly Choice<string> _solver = new("--solver", "How to minimize the objective.", "sgd", ("sgd", "sgd"));
    private readonly Choice<Loss> _loss = new(
        "--loss",
        "What a wrong prediction costs.",
        Loss.Squared,
        ("squared", Loss.Squared)
    );
    private readonly Choice<string> _reduction = new(
        "--reduction",
        "The data cost is a sum over the ratings.",
        "sum",
        ("sum", "sum")
    );

    private readonly Option<int> _rank = Opt.Integer("--rank", "Number of factors.", _standard.Rank, 1, 65_536);
    private readonly Option<int> _epochs = Opt.Integer("--epochs", "Passes over the ratings.", _standard.Epochs, 0);

    private readonly Option<Pair> _l2 = Pair.Option(
        "--l2",
        "lambda of the factors' squared penalty.",
        (Penalties.L2Penalty)_standard.Penalty
    );

    private readonly Option<Pair> _l2Bias = Pair.Option(
        "--l2-bias",
        "lambda of the biases' squared penalty.",
        _standard.BiasPenalty
    );

    private readonly Option<float> _exponent = Opt.Number(
        "--penalty-exponent",
        "nu: a row with n ratings carries n^nu times its penalty.",
        _standard.PenaltyExponent,
        zero: true,
        max: 1
    );

    private readonly Choice<bool> _bias = new(
        "--bias",
        "Mean and biases of users and items; off: y = u.v.",
        _standard.Bias,
        ("on", true),
        ("off", false)
    );

    private readonly Option<float> _rate = Opt.Number(
        "--learning-rate",
        "Step size.",
        _standard.LearningRate,
        zero: false
    );

    private readonly Choice<SgdSchedule> _schedule = new(
        "--schedule",
        "How the step size changes; adagrad keeps one for each row.",
        _standard.Schedule,
        ("adagrad", SgdSchedule.AdaGrad),
        ("constant", SgdSchedule.Constant),
        ("inverse-time", SgdSchedule.InverseTime),
        ("bold-driver", SgdSchedule.BoldDriver)
    );

    private readonly Choice<SgdParallel> _parallel = new(
        "--parallel",
        "blocked: the same bytes for any number of threads; hogwild: threads race.",
        _standard.Parallel,
        ("blocked", SgdParallel.Blocked),
        ("hogwild", SgdParallel.Hogwild)
    );

    private readonly Option<int> _threads = Opt.Integer(
        "--threads",
        "Threads to use; 0 for all cores.",
        _standard.Threads,
        0,
        1024
    );
    private readonly Option<bool> _nonNegative = Opt.Flag("--nonnegative", "Keep the factors at 0 or above.");
    private readonly Option<float> _initScale = Opt.Number(
        "--init-scale",
        "Standard deviation of the factors at the start.",
        _standard.InitScale,
        zero: true
    );
    private readonly Option<ulong> _seed = Opt.Seed(_standard.Seed);
    private readonly Option<int?> _patience = Opt.OptionalInteger(
        "--patience",
        "Stop after N epochs without a better validation RMSE.",
        1
    );

    private readonly Option<double?> _tolerance = Opt.Value<double?>(
        "--tolerance",
        "X",
        "Stop when an epoch improves validation RMSE (or, without, the objective) by less than this share.",
        (text, out value) => (value = Numbers.TryParse(text, out double x) && x >= 0 && x < 1 ? x : null).HasValue,
        "a number of at least 0 and below 1"
    );

    private readonly Option<bool> _track = Opt.Flag(
        "--track",
        "Show objective, data cost, penalty and training RMSE too (a pass an epoch)."
    );
    private readonly NotBuiltYet _notBuiltYet;

    /// <summary>Adds them to a command.</summary>
    public TrainOptions(Command command)
    {
        Option[] shown =
        [
            _solver,
            _rank,
            _epochs,
            _loss,
            _l2,
            _l2Bias,
            _exponent,
            _bias,
            _reduction,
            _rate,
            _schedule,
            _parallel,
            _threads,
            _nonNegative,
            _initScale,
            _seed,
            _patience,
            _tolerance,
            _track,
        ];
        foreach (Option option in shown)
            command.Add(option);
        _notBuiltYet = new(command);
    }

    /// <summary>Refuses what the contract promises and this version lacks.</summary>
    public void RefuseWhatIsNotBuilt(ParseResult call)
    {
        NotBuiltYet.RefuseWords(call, _solver, "sgd", _promisedSolvers);
        NotBuiltYet.RefuseWords(call, _loss, "squared", _promisedLosses);
        if (call.GetResult(_reduction)?.Tokens is [{ Value: "mean" }])
            throw new CallException("--reduction mean is not for --solver sgd, which knows sum only.");
        _notBuiltYet.Refuse(call);
    }

    /// <summary>The name of the solver.</summary>
    public string Solver(ParseResult call) => _solver.Of(call);

    /// <summary>Whether the call gives <c>--rank</c>, so that a warm start must not choose it.</summary>
    public bool GivesRank(ParseResult call) => call.GetResult(_rank) is { Implicit: false };

    /// <summary>The options for the library.</summary>
    /// <param name="call">The call.</param>
    /// <param name="track">Whether somebody wants the objective of each epoch in any case.</param>
    /// <param name="hasValidation">Whether there are validation ratings.</param>
    public SgdOptions Read(ParseResult call, bool track, bool hasValidation)
    {
        if (call.GetValue(_patience) is not null && !hasValidation)
            throw new CallException("--patience needs --validation.");
        return new()
        {
            Rank = call.GetValue(_rank),
            Epochs = call.GetValue(_epochs),
            Loss = _loss.Of(call),
            Penalty = call.GetValue(_l2).ToPenalty(),
            BiasPenalty = call.GetValue(_l2Bias).ToPenalty(),
            PenaltyExponent = call.GetValue(_exponent),
            Bias = _bias.Of(call),
            LearningRate = call.GetValue(_rate),
            Schedule = _schedule.Of(call),
            Parallel = _parallel.Of(call),
            Threads = call.GetValue(_threads),
            NonNegative = call.GetValue(_nonNegative),
            InitScale = call.GetValue(_initScale),
            Seed = call.GetValue(_seed),
            Patience = call.GetValue(_patience),
            Tolerance = call.GetValue(_tolerance),
            TrackObjective = track || call.GetValue(_track),
        };
    }
}
