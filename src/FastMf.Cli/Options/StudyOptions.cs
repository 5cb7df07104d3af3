using System.CommandLine;
using FastMf.Penalties;
using FastMf.Trainers;
using FastMf.Training;

namespace FastMf.Cli.Options;

/// <summary>The options of <c>study</c>: which model, how large and how long.</summary>
internal sealed class StudyOptions
{
    /// <summary>Steps an epoch of the gradient solver: batches follow the ratings' number, and so does the picture.</summary>
    private const int Steps = 10;

    private readonly Choice<string> _solver = new(
        "--solver",
        "What trains: Adam at rate 0.01 in batches of a tenth of the ratings, without biases; or the defaults of sgd or als.",
        "gradient",
        ("gradient", "gradient"),
        ("sgd", "sgd"),
        ("als", "als")
    );
    private readonly Option<int> _rank = Opt.Integer(
        "--rank",
        "Number of factors; a sixteenth, a quarter and four times as many are compared with it.",
        16,
        1,
        AlsOptions.MaxRank
    );
    private readonly Option<int?> _epochs = Opt.OptionalInteger(
        "--epochs",
        "Passes over the ratings (gradient: 100; sgd: 40; als: 20).",
        1
    );
    private readonly Option<ulong> _seed = Opt.Seed(new GradientOptions().Seed);
    private readonly Option<int> _threads = Opt.Threads();

    /// <summary>Adds them to a command.</summary>
    public StudyOptions(Command command)
    {
        foreach (Option option in (Option[])[_solver, _rank, _epochs, _seed, _threads])
            command.Add(option);
    }

    /// <summary>The name of the solver.</summary>
    public string Solver(ParseResult call) => _solver.Of(call);

    /// <summary>The options of the model without a penalty.</summary>
    /// <param name="call">The call.</param>
    /// <param name="ratings">How many ratings there are to learn from.</param>
    public TrainerOptions Read(ParseResult call, int ratings)
    {
        TrainerOptions standard = Solver(call) switch
        {
            "sgd" => new SgdOptions { Epochs = 40 },
            "als" => new AlsOptions { Epochs = 20 },
            _ => new GradientOptions
            {
                Epochs = 100,
                Bias = false,
                BatchSize = (ratings + Steps - 1) / Steps,
            },
        };
        return standard with
        {
            Rank = call.GetValue(_rank),
            Epochs = call.GetValue(_epochs) ?? standard.Epochs,
            Penalty = Penalty.None,
            PenaltyExponent = 1f,
            Seed = call.GetValue(_seed),
            Threads = call.GetValue(_threads),
            TrackObjective = true,
        };
    }

    /// <summary>The seed.</summary>
    public ulong Seed(ParseResult call) => call.GetValue(_seed);

    /// <summary>How many threads work.</summary>
    public int Threads(ParseResult call) => call.GetValue(_threads);

    /// <summary>The same model with a penalty; without one, biases have none either.</summary>
    public static TrainerOptions With(TrainerOptions options, float lambda, int rank) =>
        options with
        {
            Rank = rank,
            Penalty = Penalty.L2(lambda),
            BiasPenalty = lambda > 0f ? options.BiasPenalty : new L2Penalty(0f, 0f),
        };
}
