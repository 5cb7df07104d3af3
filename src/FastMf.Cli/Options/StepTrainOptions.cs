using System.CommandLine;
using FastMf.Trainers;
using FastMf.Training;

namespace FastMf.Cli.Options;

/// <summary>The options of <c>train</c> for solvers that take steps: how long, how they change, and by whom. Their defaults are the library's.</summary>
internal sealed class StepTrainOptions
{
    private static readonly SgdOptions _standard = new();

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

    /// <summary>The step size.</summary>
    public Option<float> Rate { get; } =
        Opt.Number(
            "--learning-rate",
            Numbers.Format(
                $"Step size (gradient: {new GradientOptions().LearningRate}; bpr: {new BprOptions().LearningRate}; als and ials have none)."
            ),
            _standard.LearningRate,
            zero: false
        );

    /// <summary>How it changes.</summary>
    public Option Schedule => _schedule;

    /// <summary>How threads share the ratings.</summary>
    public Option Parallel => _parallel;

    /// <summary>A solver's options with the steps of a call; what it does not give stays as it is.</summary>
    /// <exception cref="CallException">The solver cannot take one.</exception>
    public TrainerOptions Read(ParseResult call, string solver, TrainerOptions standard) =>
        standard switch
        {
            SgdOptions sgd => sgd with
            {
                LearningRate = call.Or(Rate, sgd.LearningRate),
                Schedule = _schedule.Of(call),
                Parallel = _parallel.Of(call),
            },
            BprOptions bpr => bpr with
            {
                LearningRate = call.Or(Rate, bpr.LearningRate),
                Schedule = ScheduleOf(call, solver, bpr.Schedule, SgdSchedule.AdaGrad, SgdSchedule.Constant),
                Parallel = _parallel.Of(call),
            },
            GradientOptions gradient => ReadGradient(call, solver, gradient),
            _ => Refuse(call, standard, $"--solver {solver}, which takes no steps", Rate, _schedule, _parallel),
        };

    private TrainerOptions ReadGradient(ParseResult call, string solver, GradientOptions gradient)
    {
        SgdSchedule constant = SgdSchedule.Constant;
        bool falls = ScheduleOf(call, solver, constant, constant, SgdSchedule.InverseTime) != constant;
        gradient = gradient with
        {
            LearningRate = call.Or(Rate, gradient.LearningRate),
            Schedule = falls ? GradientSchedule.InverseTime : GradientSchedule.Constant,
        };
        return Refuse(call, gradient, $"--solver {solver}, whose threads never race", _parallel);
    }

    private SgdSchedule ScheduleOf(
        ParseResult call,
        string solver,
        SgdSchedule standard,
        params ReadOnlySpan<SgdSchedule> known
    )
    {
        SgdSchedule schedule = call.Gives(_schedule) ? _schedule.Of(call) : standard;
        if (known.Contains(schedule))
            return schedule;
        throw new CallException(
            $"--schedule {_schedule.Word(schedule)} is not for --solver {solver}, which knows {_schedule.Word(known[0])} and {_schedule.Word(known[1])}."
        );
    }

    private static TrainerOptions Refuse(
        ParseResult call,
        TrainerOptions options,
        string whom,
        params ReadOnlySpan<Option> unsuited
    )
    {
        foreach (Option option in unsuited)
        {
            if (call.Gives(option))
                throw new CallException($"{option.Name} is not for {whom}.");
        }
        return options;
    }
}
