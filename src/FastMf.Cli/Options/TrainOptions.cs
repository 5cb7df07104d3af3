using System.CommandLine;
using FastMf.Losses;
using FastMf.Models;
using FastMf.Trainers;
using FastMf.Training;

namespace FastMf.Cli.Options;

/// <summary>The options of <c>train</c> that say how to learn. Their defaults are the library's.</summary>
internal sealed class TrainOptions
{
    private static readonly SgdOptions _standard = new();
    private static readonly GradientOptions _gradientStandard = new();
    private static readonly AlsOptions _alsStandard = new();
    private static readonly ImplicitAlsOptions _implicitStandard = new();
    private static readonly BprOptions _bprStandard = new();

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
    private readonly Choice<Reduction> _reduction = new(
        "--reduction",
        "The data cost is a sum over the ratings, or (gradient) their mean.",
        Reduction.Sum,
        ("sum", Reduction.Sum),
        ("mean", Reduction.Mean)
    );

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

    private readonly Option<float> _rate = Opt.Number(
        "--learning-rate",
        Numbers.Format(
            $"Step size (gradient: {_gradientStandard.LearningRate}; bpr: {_bprStandard.LearningRate}; als and ials have none)."
        ),
        _standard.LearningRate,
        zero: false
    );

    private readonly Choice<SgdSchedule> _schedule = new(
        "--schedule",
        "How the step size changes; adagrad keeps one for each row (bpr: adagrad or constant; gradient: constant or inverse-time; constant).",
        _standard.Schedule,
        ("adagrad", SgdSchedule.AdaGrad),
        ("constant", SgdSchedule.Constant),
        ("inverse-time", SgdSchedule.InverseTime),
        ("bold-driver", SgdSchedule.BoldDriver)
    );

    private readonly Choice<SgdParallel> _parallel = new(
        "--parallel",
        "sgd, bpr: blocked, the same bytes for any number of threads; or hogwild, threads race.",
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
        Numbers.Format(
            $"Standard deviation of the factors at the start (gradient: {_gradientStandard.InitScale}; als: {_alsStandard.InitScale}; ials: {_implicitStandard.InitScale}; bpr: {_bprStandard.InitScale})."
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
            _reduction,
            .. tuned ? (Option[])[] : [_rate],
            _schedule,
            .. _gradient.All,
            .. _implicit.All,
            .. _ranking.All,
            .. tuned ? (Option[])[] : [_parallel, _threads],
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
    public bool GivesRank(ParseResult call) => IsGiven(call, _rank);

    /// <summary>The trainer that the options are for.</summary>
    public static Trainer Trainer(TrainerOptions options) =>
        options switch
        {
            GradientOptions gradient => new GradientTrainer(gradient),
            AlsOptions als => new AlsTrainer(als),
            BprOptions bpr => new BprTrainer(bpr),
            ImplicitAlsOptions ials => new ImplicitAlsTrainer(ials),
            SgdOptions sgd => new SgdTrainer(sgd),
            _ => throw new ArgumentException($"No trainer for {options.GetType().Name}.", nameof(options)),
        };

    /// <summary>The options for the library.</summary>
    /// <param name="call">The call.</param>
    /// <param name="track">Whether somebody wants the objective of each epoch in any case.</param>
    /// <param name="hasValidation">Whether there are validation ratings.</param>
    public TrainerOptions Read(ParseResult call, bool track, bool hasValidation)
    {
        if (call.GetValue(_patience) is not null && !hasValidation)
            throw new CallException("--patience needs --validation.");
        if (Solver(call) != "ials")
            _implicit.RefuseAll(call, Solver(call));
        _ranking.RefuseUnsuited(call, Solver(call));
        Loss loss = _loss.Read(call, _bias, _nonNegative);
        TrainerOptions standard = Solver(call) switch
        {
            "gradient" => ReadGradient(call),
            "als" => ReadAls(call, loss),
            "ials" => ReadImplicit(call, loss),
            "bpr" => ReadBpr(call, loss),
            _ => ReadSgd(call),
        };
        return _penalty.Read(call, Solver(call), standard) with
        {
            Rank = Or(call, _rank, standard.Rank),
            Epochs = Or(call, _epochs, standard.Epochs),
            Loss = loss,
            Bias = _bias.Of(call) && loss.AllowsBiases && standard.Bias,
            Threads = call.GetValue(_threads),
            NonNegative = call.GetValue(_nonNegative),
            InitScale = Or(call, _initScale, standard.InitScale),
            Seed = Or(call, _seed, standard.Seed),
            Patience = call.GetValue(_patience),
            Tolerance = call.GetValue(_tolerance),
            TrackObjective = track || call.GetValue(_track),
        };
    }

    private SgdOptions ReadSgd(ParseResult call)
    {
        RefuseGradients(call, "sgd");
        return new()
        {
            LearningRate = Or(call, _rate, _standard.LearningRate),
            Schedule = _schedule.Of(call),
            Parallel = _parallel.Of(call),
        };
    }

    private GradientOptions ReadGradient(ParseResult call)
    {
        if (IsGiven(call, _parallel))
            throw new CallException("--parallel is for --solver sgd and bpr, not for gradient.");
        SgdSchedule schedule = IsGiven(call, _schedule) ? _schedule.Of(call) : SgdSchedule.Constant;
        if (schedule is not (SgdSchedule.Constant or SgdSchedule.InverseTime))
            throw new CallException(
                $"--schedule {_schedule.Word(schedule)} is not for --solver gradient, which knows constant and inverse-time."
            );
        return _gradient.Read(call, _reduction.Of(call)) with
        {
            LearningRate = Or(call, _rate, _gradientStandard.LearningRate),
            Schedule = schedule == SgdSchedule.Constant ? GradientSchedule.Constant : GradientSchedule.InverseTime,
        };
    }

    private AlsOptions ReadAls(ParseResult call, Loss loss)
    {
        RefuseSteps(call, loss, "als");
        return _alsStandard;
    }

    private ImplicitAlsOptions ReadImplicit(ParseResult call, Loss loss)
    {
        RefuseSteps(call, loss, "ials");
        if (IsGiven(call, _bias) && _bias.Of(call))
            throw new CallException("--bias on is not for --solver ials, which goes without.");
        if (IsGiven(call, _nonNegative))
            throw new CallException("--nonnegative is not for --solver ials.");
        return _implicit.Read(call) with { Positive = _ranking.Positive(call) };
    }

    private BprOptions ReadBpr(ParseResult call, Loss loss)
    {
        RefuseGradients(call, "bpr");
        BprOptions options = _ranking.Read(call, loss, _schedule);
        if (IsGiven(call, _nonNegative))
            throw new CallException("--nonnegative is not for --solver bpr.");
        return options with
        {
            LearningRate = Or(call, _rate, _bprStandard.LearningRate),
            Parallel = _parallel.Of(call),
        };
    }

    /// <summary>Refuses what is not for solvers that alternate.</summary>
    private void RefuseSteps(ParseResult call, Loss loss, string solver)
    {
        RefuseGradients(call, solver);
        foreach (Option option in (Option[])[_rate, _schedule, _parallel])
        {
            if (IsGiven(call, option))
                throw new CallException($"{option.Name} is not for --solver {solver}, which takes no steps.");
        }
        if (loss is not SquaredLoss)
            throw new CallException($"--loss {loss.Name} is not for --solver {solver}, which knows squared only.");
        if (call.GetValue(_rank) > AlsOptions.MaxRank)
            throw new CallException(
                $"--rank is {call.GetValue(_rank)}; --solver {solver} takes at most {AlsOptions.MaxRank}."
            );
    }

    private void RefuseGradients(ParseResult call, string solver)
    {
        _gradient.RefuseAll(call, solver);
        if (_reduction.Of(call) != Reduction.Sum)
            throw new CallException($"--reduction mean is not for --solver {solver}, which knows sum only.");
    }

    /// <summary>What the call gives, or else the solver's own: no option has the defaults of all solvers.</summary>
    private static T Or<T>(ParseResult call, Option<T> option, T standard) =>
        IsGiven(call, option) ? call.GetValue(option)! : standard;

    private static bool IsGiven(ParseResult call, Option option) => call.GetResult(option) is { Implicit: false };
}
