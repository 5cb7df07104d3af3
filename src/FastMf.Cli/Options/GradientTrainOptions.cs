using System.CommandLine;
using FastMf.Models;
using FastMf.Optimizers;
using FastMf.Trainers;

namespace FastMf.Cli.Options;

/// <summary>The options of <c>train</c> that are for <c>--solver gradient</c> alone. Their defaults are the library's.</summary>
internal sealed class GradientTrainOptions
{
    private static readonly Adam _adam = new();
    private static readonly AdaGrad _adaGrad = new();
    private static readonly RmsProp _rmsProp = new();

    private readonly Choice<string> _optimizer = new(
        "--optimizer",
        "gradient: how a gradient becomes a step; the rules of torch.optim.",
        "adam",
        ("adam", "adam"),
        ("adamw", "adamw"),
        ("sgd", "sgd"),
        ("adagrad", "adagrad"),
        ("rmsprop", "rmsprop")
    );

    private readonly Option<double?> _momentum = Share(
        "--momentum",
        "optimizers sgd, rmsprop: share of the last step (0).",
        1,
        false
    );
    private readonly Option<double?> _dampening = Share(
        "--dampening",
        "optimizer sgd: share of the gradient that momentum leaves out (0).",
        1,
        true
    );
    private readonly Option<bool> _nesterov = Opt.Flag("--nesterov", "optimizer sgd: Nesterov's momentum.");
    private readonly Option<double?> _beta1 = Share(
        "--beta1",
        Numbers.Format($"optimizers adam, adamw: memory of the mean gradient ({_adam.Beta1})."),
        1,
        false
    );
    private readonly Option<double?> _beta2 = Share(
        "--beta2",
        Numbers.Format($"optimizers adam, adamw: memory of the mean square ({_adam.Beta2})."),
        1,
        false
    );
    private readonly Option<double?> _epsilon = Opt.Value<double?>(
        "--epsilon",
        "X",
        Numbers.Format(
            $"gradient: added to the root (adam, adamw, rmsprop: {_adam.Epsilon}; adagrad: {_adaGrad.Epsilon})."
        ),
        (text, out value) =>
            (value = Numbers.TryParse(text, out double x) && x is >= 1e-37 and <= 1e6 ? x : null).HasValue,
        "a number of at least 1e-37"
    );
    private readonly Option<double?> _rmsAlpha = Share(
        "--rms-alpha",
        Numbers.Format($"optimizer rmsprop: memory of the mean square ({_rmsProp.Alpha})."),
        1,
        false
    );
    private readonly Option<double?> _weightDecay = Share(
        "--weight-decay",
        "gradient: shrinks all parameters; no part of the objective (0).",
        1e6,
        true
    );
    private readonly Option<int?> _batchSize = Opt.Value<int?>(
        "--batch-size",
        "full|N",
        "gradient: ratings a step (full).",
        TryParseBatch,
        "full or a whole number of at least 1"
    );
    private readonly Option<bool> _noShuffle = Opt.Flag("--no-shuffle", "gradient: batches in the order of the file.");

    /// <summary>All of them, in the order of the help page.</summary>
    public IReadOnlyList<Option> All =>
        [
            _optimizer,
            _momentum,
            _dampening,
            _nesterov,
            _beta1,
            _beta2,
            _epsilon,
            _rmsAlpha,
            _weightDecay,
            _batchSize,
            _noShuffle,
        ];

    /// <summary>Refuses a call that gives one of them to another solver.</summary>
    /// <exception cref="CallException">Names the first one.</exception>
    public void RefuseAll(ParseResult call, string solver)
    {
        foreach (Option option in All)
        {
            if (IsGiven(call, option))
                throw new CallException($"{option.Name} is for --solver gradient, not for {solver}.");
        }
    }

    /// <summary>The options for the library, as far as they are for this solver alone.</summary>
    public GradientOptions Read(ParseResult call, Reduction reduction) =>
        new()
        {
            Optimizer = Optimizer(call),
            BatchSize = call.GetValue(_batchSize) is > 0 and var size ? size : null,
            Shuffle = !call.GetValue(_noShuffle),
            Reduction = reduction,
        };

    private Optimizer Optimizer(ParseResult call)
    {
        string name = _optimizer.Of(call);
        Option[] known = name switch
        {
            "sgd" => [_momentum, _dampening, _nesterov],
            "adagrad" => [_epsilon],
            "rmsprop" => [_momentum, _rmsAlpha, _epsilon],
            _ => [_beta1, _beta2, _epsilon],
        };
        Option[] particular = [_momentum, _dampening, _nesterov, _beta1, _beta2, _epsilon, _rmsAlpha];
        foreach (Option option in particular.Except(known))
        {
            if (IsGiven(call, option))
                throw new CallException($"{option.Name} is not for --optimizer {name}.");
        }
        double momentum = call.GetValue(_momentum) ?? 0;
        double dampening = call.GetValue(_dampening) ?? 0;
        bool nesterov = call.GetValue(_nesterov);
        if (nesterov && (momentum == 0 || dampening != 0))
            throw new CallException("--nesterov needs a --momentum above 0 and no --dampening.");
        double beta1 = call.GetValue(_beta1) ?? _adam.Beta1;
        double beta2 = call.GetValue(_beta2) ?? _adam.Beta2;
        double? epsilon = call.GetValue(_epsilon);
        Optimizer optimizer = name switch
        {
            "sgd" => new Sgd
            {
                Momentum = momentum,
                Dampening = dampening,
                Nesterov = nesterov,
            },
            "adagrad" => new AdaGrad { Epsilon = epsilon ?? _adaGrad.Epsilon },
            "rmsprop" => new RmsProp
            {
                Alpha = call.GetValue(_rmsAlpha) ?? _rmsProp.Alpha,
                Momentum = momentum,
                Epsilon = epsilon ?? _rmsProp.Epsilon,
            },
            "adamw" => new AdamW
            {
                Beta1 = beta1,
                Beta2 = beta2,
                Epsilon = epsilon ?? _adam.Epsilon,
            },
            _ => new Adam
            {
                Beta1 = beta1,
                Beta2 = beta2,
                Epsilon = epsilon ?? _adam.Epsilon,
            },
        };
        return optimizer with { WeightDecay = call.GetValue(_weightDecay) ?? 0 };
    }

    private static bool IsGiven(ParseResult call, Option option) => call.GetResult(option) is { Implicit: false };

    /// <summary>A number from 0 to <paramref name="max"/>, that end included or not.</summary>
    private static Option<double?> Share(string name, string help, double max, bool closed) =>
        Opt.Value<double?>(
            name,
            "X",
            help,
            (text, out value) =>
                (
                    value = Numbers.TryParse(text, out double x) && x >= 0 && (closed ? x <= max : x < max) ? x : null
                ).HasValue,
            Numbers.Format($"a number of at least 0 and {(closed ? "at most" : "below")} {max}")
        );

    /// <summary>full is 0, since null says that there is none.</summary>
    private static bool TryParseBatch(string text, out int? size)
    {
        bool read = int.TryParse(text, System.Globalization.NumberStyles.None, Numbers.Culture, out int n) && n > 0;
        size =
            text == "full" ? 0
            : read ? n
            : null;
        return size is not null;
    }
}
