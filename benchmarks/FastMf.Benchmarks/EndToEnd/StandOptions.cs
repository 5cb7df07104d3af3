using System.Globalization;
using FastMf.Penalties;
using FastMf.Trainers;

namespace FastMf.Benchmarks.EndToEnd;

/// <summary>What the stand measures; options are given as <c>--name value</c>.</summary>
internal sealed record StandOptions
{
    /// <summary>Ratings generated; a tenth of them is held out.</summary>
    public int Ratings { get; init; } = 20_000_000;

    public int Users { get; init; } = 138_493;

    public int Items { get; init; } = 26_744;

    public IReadOnlyList<int> Ranks { get; init; } = [16, 32, 64, 128, 256];

    public IReadOnlyList<int> Threads { get; init; } = [1, 2];

    /// <summary>Pairs of timed runs: ours, theirs, ours, theirs.</summary>
    public int Pairs { get; init; } = 2;

    /// <summary>Held-out RMSE to reach; without one, that of the outside program.</summary>
    public double? Target { get; init; }

    /// <summary>An outside program's command line, see <see cref="OutsideProgram"/>.</summary>
    public string? Against { get; init; }

    /// <summary>What <c>{variant}</c> in the outside program's command line stands for: the fastest counts.</summary>
    public IReadOnlyList<string> Variants { get; init; } = [""];

    /// <summary>Our fit; rank and threads are set by the stand.</summary>
    public SgdOptions Fit { get; init; } = new();

    /// <exception cref="ArgumentException">An option is unknown or has no value.</exception>
    public static StandOptions Parse(ReadOnlySpan<string> args)
    {
        StandOptions options = new();
        if (args.Length % 2 != 0)
            throw new ArgumentException($"'{args[^1]}' has no value.", nameof(args));
        for (int i = 0; i < args.Length; i += 2)
            options = options.With(args[i], args[i + 1]);
        return options;
    }

    private StandOptions With(string name, string value) =>
        name switch
        {
            "--ratings" => this with { Ratings = Whole(value) },
            "--users" => this with { Users = Whole(value) },
            "--items" => this with { Items = Whole(value) },
            "--ranks" => this with { Ranks = List(value) },
            "--threads" => this with { Threads = List(value) },
            "--pairs" => this with { Pairs = Whole(value) },
            "--target" => this with { Target = Real(value) },
            "--against" => this with { Against = value },
            "--variants" => this with { Variants = value.Split(',') },
            "--epochs" => this with { Fit = Fit with { Epochs = Whole(value) } },
            "--learning-rate" => this with { Fit = Fit with { LearningRate = Real(value) } },
            "--init-scale" => this with { Fit = Fit with { InitScale = Real(value) } },
            "--l2" => this with { Fit = Fit with { Penalty = Both(value) } },
            "--bias" => this with { Fit = Fit with { Bias = value == "on" } },
            _ => throw new ArgumentException($"There is no option '{name}'.", nameof(name)),
        };

    private static int Whole(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static float Real(string text) => float.Parse(text, CultureInfo.InvariantCulture);

    private static int[] List(string text) => [.. text.Split(',').Select(Whole)];

    private static Penalty Both(string text) =>
        text.Split(',') is [string users, string items] ? Penalty.L2(Real(users), Real(items)) : Penalty.L2(Real(text));
}
