using System.CommandLine;
using FastMf.Models;
using FastMf.Trainers;

namespace FastMf.Cli.Options;

/// <summary>The options of <c>train</c> that are for <c>--solver ials</c> alone. Their defaults are the library's.</summary>
internal sealed class ImplicitTrainOptions
{
    private static readonly ImplicitAlsOptions _standard = new();

    private readonly Option<float> _alpha = Opt.Number(
        "--alpha",
        "ials: how much a rating adds to the confidence of its pair.",
        _standard.Alpha,
        zero: true
    );
    private readonly Choice<AlphaScale> _alphaScale = new(
        "--alpha-scale",
        "ials: linear, c = 1 + alpha r; or log, c = 1 + alpha ln(1 + r).",
        _standard.AlphaScale,
        ("linear", AlphaScale.Linear),
        ("log", AlphaScale.Log)
    );
    private readonly Option<float> _alpha0 = Opt.Number(
        "--alpha0",
        "ials: weight of a pair that was not observed.",
        _standard.Alpha0,
        zero: false
    );
    private readonly Choice<Unobserved> _unobserved = new(
        "--unobserved",
        "ials: alpha0 is for all pairs, or for those missing among the positives (then it is at most 1).",
        _standard.Unobserved,
        ("all", Unobserved.All),
        ("missing", Unobserved.Missing)
    );
    private readonly Choice<ImplicitRowSolver> _rowSolver = new(
        "--row-solver",
        "ials: a few steps of conjugate gradients for a row, or its exact solution, which takes longer.",
        _standard.RowSolver,
        ("cg", ImplicitRowSolver.ConjugateGradient),
        ("cholesky", ImplicitRowSolver.Cholesky)
    );
    private readonly Option<int> _steps = Opt.Integer(
        "--cg-steps",
        "ials: steps of conjugate gradients a row.",
        _standard.ConjugateGradientSteps,
        1,
        100
    );

    private readonly Option<bool> _exactFinish = Opt.Flag(
        "--exact-finish",
        "ials: after the epochs one more that solves all rows exactly: a user's factors are then those that folding in gives."
    );

    /// <summary>All of them, in the order of the help page.</summary>
    public IReadOnlyList<Option> All => [_alpha, _alphaScale, _alpha0, _unobserved, _rowSolver, _steps, _exactFinish];

    /// <summary>Refuses a call that gives one of them to another solver.</summary>
    /// <exception cref="CallException">Names the first one.</exception>
    public void RefuseUnsuited(ParseResult call, string solver)
    {
        if (solver != "ials" && All.FirstOrDefault(call.Gives) is { } given)
            throw new CallException($"{given.Name} is for --solver ials, not for {solver}.");
    }

    /// <summary>Refuses a word of an option that is promised but not there yet.</summary>
    public void RefuseWhatIsNotBuilt(ParseResult call) =>
        NotBuiltYet.RefuseWords(call, _rowSolver, "cg or cholesky", "subspace");

    /// <summary>The options for the library, as far as they are for this solver alone.</summary>
    public ImplicitAlsOptions Read(ParseResult call, ImplicitAlsOptions standard)
    {
        ImplicitRowSolver rowSolver = _rowSolver.Of(call);
        Option[] forCg = [_steps, _exactFinish];
        if (rowSolver == ImplicitRowSolver.Cholesky && Array.Find(forCg, call.Gives) is { } given)
            throw new CallException($"{given.Name} is for --row-solver cg, not for cholesky.");
        Unobserved unobserved = _unobserved.Of(call);
        float alpha0 = call.GetValue(_alpha0);
        if (unobserved == Unobserved.Missing && alpha0 > 1f)
            throw new CallException(
                Numbers.Format($"--alpha0 is {alpha0}; with --unobserved missing it is at most 1.")
            );
        return standard with
        {
            Alpha = call.GetValue(_alpha),
            AlphaScale = _alphaScale.Of(call),
            Alpha0 = alpha0,
            Unobserved = unobserved,
            RowSolver = rowSolver,
            ConjugateGradientSteps = call.GetValue(_steps),
            ExactFinish = call.GetValue(_exactFinish),
        };
    }
}
