using System.CommandLine;
using FastMf.Losses;
using FastMf.Trainers;
using FastMf.Training;

namespace FastMf.Cli.Options;

/// <summary>The options of <c>train</c> that say how to learn. Their defaults are the library's.</summary>
internal sealed class TrainOptions
{
    private static readonly SgdOptions _standard = new();

    private readonly Choice<string> _solver = new(
        "--solver",
        "How to minimize the objective: rating by rating, by gradients of all or many, or by alternating least squares; ials and bpr rank by implicit feedback.",
        "sgd",
        ("sgd", "sgd"),
        ("gradient", "gradient"),
        ("als", "als"),
        ("ials", "ials"),
        ("bpr", "bpr")
    );
    private readonly LossOptions _loss = new();
    private readonly Option<int> _rank = Opt.Integer("--rank", "Number of factors.", _standard.Rank, 1, 65_536);
    private readonly Option<int> _epochs = Opt.Integer("--epochs", "Passes over the ratings.", _standard.Epochs, 0);

    private readonly PenaltyOptions _penalty = new();

    private readonly Choice<bool> _bias = new(
        "--bias",
        $"Mean and biases of users and items; off (always with {LossOptions.WithoutBiases} and ials): y = u.v; bpr has those of items alone.",
        _standard.Bias,
        ("on", true),
        ("off", false)
    );

    private readonly StepTrainOptions _steps = new();
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
        Numbers.Format(
            $"Standard deviation of the factors at the start ({Solvers.Others(standard => Numbers.Format($"{standard.InitScale}"))})."
        ),
        _standard.InitScale,
        zero: true
    );
    private readonly Option<ulong> _seed = Opt.Seed(_standard.Seed);
    private readonly Option<int?> _patience = Opt.OptionalInteger(
        "--patience",
        "Stop after N epochs without a better validation error.",
        1
    );

    private readonly Option<double?> _tolerance = Opt.Value<double?>(
        "--tolerance",
        "X",
        "Stop when an epoch improves the validation error (or, without, the objective) by less than this share.",
        (text, out value) => (value = Numbers.TryParse(text, out double x) && x >= 0 && x < 1 ? x : null).HasValue,
        "a number of at least 0 and below 1"
    );

    private readonly Option<bool> _track = Opt.Flag(
        "--track",
        "Show objective, data cost, penalty and training RMSE too (a pass an epoch)."
    );
    private readonly GradientTrainOptions _gradient = new();
    private readonly ImplicitTrainOptions _implicit = new();
    private readonly RankingTrainOptions _ranking = new();
    private readonly NotBuiltYet _notBuiltYet;

    /// <summary>Adds them to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="tuned">Whether it has options of its own for what is searched and for what a single fit is about.</param>
    public TrainOptions(Command command, bool tuned = false)
    {
        Option[] shown =
        [
            _solver,
            .. tuned ? (Option[])[] : [_rank, _epochs],
            .. _loss.All,
            .. tuned ? [_penalty.Biases] : _penalty.All,
            _bias,
            _gradient.Reduction,
            .. tuned ? (Option[])[] : [_steps.Rate],
            _steps.Schedule,
            .. _gradient.All,
            .. _implicit.All,
            .. _ranking.All,
            .. tuned ? (Option[])[] : [_steps.Parallel, _threads],
            _nonNegative,
            _initScale,
            .. tuned ? (Option[])[] : [_seed, _patience, _tolerance, _track],
        ];
        foreach (Option option in shown)
            command.Add(option);
        _notBuiltYet = new(command);
    }

    /// <summary>Refuses what the contract promises and this version lacks.</summary>
    public void RefuseWhatIsNotBuilt(ParseResult call)
    {
        _implicit.RefuseWhatIsNotBuilt(call);
        _notBuiltYet.Refuse(call);
    }

    /// <summary>The name of the solver.</summary>
    public string Solver(ParseResult call) => _solver.Of(call);

    /// <summary>The least value of a positive.</summary>
    public float Positive(ParseResult call) => _ranking.Positive(call);

    /// <summary>Whether the call gives <c>--rank</c>, so that a warm start must not choose it.</summary>
    public bool GivesRank(ParseResult call) => call.Gives(_rank);

    /// <summary>The options for the library.</summary>
    /// <param name="call">The call.</param>
    /// <param name="track">Whether somebody wants the objective of each epoch in any case.</param>
    /// <param name="hasValidation">Whether there are validation ratings.</param>
    public TrainerOptions Read(ParseResult call, bool track, bool hasValidation)
    {
        if (call.GetValue(_patience) is not null && !hasValidation)
            throw new CallException("--patience needs --validation.");
        string solver = Solver(call);
        TrainerOptions standard = Solvers.Standard(solver);
        _gradient.RefuseUnsuited(call, solver);
        _implicit.RefuseUnsuited(call, solver);
        _ranking.RefuseUnsuited(call, solver);
        Loss loss = _loss.Read(call, solver, standard);
        TrainerOptions options = _steps.Read(call, solver, ReadOwn(call, standard)) with
        {
            Epochs = call.Or(_epochs, standard.Epochs),
            Loss = loss,
            Bias = ReadBias(call, solver, standard.Bias, loss),
            NonNegative = ReadNonNegative(call, solver, standard, loss),
            Threads = call.GetValue(_threads),
            InitScale = call.Or(_initScale, standard.InitScale),
            Seed = call.Or(_seed, standard.Seed),
            Patience = call.GetValue(_patience),
            Tolerance = call.GetValue(_tolerance),
            TrackObjective = track || call.GetValue(_track),
        };
        options = options with { Rank = call.Or(_rank, standard.Rank) };
        Solvers.Refuse(options, nameof(options.Rank), Numbers.Format($"--rank is {options.Rank}"), solver);
        return _penalty.Read(call, solver, options);
    }

    /// <summary>What one solver alone knows.</summary>
    private TrainerOptions ReadOwn(ParseResult call, TrainerOptions standard) =>
        standard switch
        {
            GradientOptions gradient => _gradient.Read(call, gradient),
            ImplicitAlsOptions implicitAls => _implicit.Read(call, implicitAls) with { Positive = Positive(call) },
            BprOptions bpr => _ranking.Read(call, bpr),
            _ => standard,
        };

    private bool ReadBias(ParseResult call, string solver, bool standard, Loss loss)
    {
        bool given = call.Gives(_bias) && _bias.Of(call);
        if (given && !loss.AllowsBiases)
            throw new CallException($"--bias on is not for --loss {loss.Name}, which goes without biases.");
        if (given && !standard)
            throw new CallException($"--bias on is not for --solver {solver}, which knows off only.");
        return _bias.Of(call) && loss.AllowsBiases && standard;
    }

    private bool ReadNonNegative(ParseResult call, string solver, TrainerOptions standard, Loss loss)
    {
        bool given = call.GetValue(_nonNegative);
        if (loss.NeedsNonNegative && !given)
            throw new CallException($"--loss {loss.Name} needs --nonnegative.");
        if (given && Solvers.Objection(standard with { NonNegative = true }, nameof(standard.NonNegative)) is { } why)
            throw new CallException($"--nonnegative is not for --solver {solver}: {why}");
        return given;
    }
}
