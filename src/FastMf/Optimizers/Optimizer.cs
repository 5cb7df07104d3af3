using System.Numerics.Tensors;
using FastMf.Catalogs;

namespace FastMf.Optimizers;

/// <summary>
/// How a gradient becomes a step: the update rules of torch.optim, with its defaults, but no weight decay by default.
/// Data that carries its arithmetic: pure element-wise steps over spans, each operation rounded once, so that the bits
/// depend neither on the vector width nor on where a span is cut.
/// </summary>
public abstract record Optimizer : IEntry<Optimizer>
{
    private const double Largest = 1e6;

    private protected Optimizer() { }

    /// <summary>The name on the command line and in model files.</summary>
    public abstract string Name { get; }

    /// <summary>Its step in one line, as documents show it.</summary>
    public abstract string Formula { get; }

    /// <summary>Its numbers and switches, weight decay the last.</summary>
    public virtual IReadOnlyList<Setting<Optimizer>> Settings =>
        [
            Setting.Number<Optimizer>(
                "weight-decay",
                nameof(WeightDecay),
                "shrinks all parameters; no part of the objective",
                WeightDecay,
                new Bounds(0, Largest),
                x => this with { WeightDecay = x }
            ),
        ];

    /// <summary>
    /// Weight decay, 0 or more: it shrinks all parameters, biases included, and is never part of J. Except in
    /// <see cref="AdamW"/> it is added to the gradient: gradient + decay * x.
    /// </summary>
    public double WeightDecay { get; init; }

    /// <summary>How many numbers are kept for each parameter, 0 to 2; all begin at 0.</summary>
    internal abstract int StateCount { get; }

    /// <summary>The next step's time.</summary>
    /// <param name="time">The last step's; <see cref="StepTime.Start"/> before the first.</param>
    /// <param name="rate">The learning rate of the next step.</param>
    internal virtual StepTime Advance(StepTime time, double rate) => time with { Step = time.Step + 1, Rate = rate };

    /// <summary>One step of some parameters.</summary>
    /// <param name="time">The number of the step and its rate.</param>
    /// <param name="parameters">x; changed.</param>
    /// <param name="gradients">dJ/dx; used up: its values afterwards mean nothing.</param>
    /// <param name="first">The first state; as long as the parameters where there is one.</param>
    /// <param name="second">The second state, likewise.</param>
    internal abstract void Step(
        in StepTime time,
        Span<float> parameters,
        Span<float> gradients,
        Span<float> first,
        Span<float> second
    );

    /// <summary>
    /// Whether a step is a size times the gradient at hand, number by number. Only then does it go with an L1 penalty,
    /// which is a soft threshold of that size: momentum and moving averages put gradients of other points into the step.
    /// </summary>
    public virtual bool HasStepSizes => false;

    /// <summary>The sizes of the step just taken; to be called only where there are such.</summary>
    /// <param name="time">As for the step.</param>
    /// <param name="first">The first state after it.</param>
    /// <param name="sizes">Receives one for each parameter.</param>
    internal virtual void StepSizes(in StepTime time, ReadOnlySpan<float> first, Span<float> sizes) =>
        sizes.Fill((float)time.Rate);

    /// <summary>Refuses values that make no sense.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of bounds, or does not go with another; named.</exception>
    internal void Check() => EntryText.Check(this);

    /// <summary>Adds the settings, by their names on the command line.</summary>
    internal void Describe(SortedDictionary<string, string> options)
    {
        options["optimizer"] = Name;
        foreach (Setting<Optimizer> setting in Settings)
            options[setting.Name] = setting.Text;
    }

    /// <summary>gradient + decay * x.</summary>
    private protected void AddDecay(ReadOnlySpan<float> parameters, Span<float> gradients)
    {
        if (WeightDecay != 0)
            TensorPrimitives.FusedMultiplyAdd(parameters, (float)WeightDecay, gradients, gradients);
    }

    /// <summary>target = decay * target + share * values, the sum rounded once.</summary>
    private protected static void Blend(Span<float> target, double decay, ReadOnlySpan<float> values, double share)
    {
        TensorPrimitives.Multiply(target, (float)decay, target);
        TensorPrimitives.FusedMultiplyAdd(values, (float)share, target, target);
    }

    /// <summary>An epsilon keeps a parameter with no gradient, such as a row's padding, from dividing 0 by 0.</summary>
    private protected static Setting<Optimizer> EpsilonSetting(double epsilon, Func<double, Optimizer> with) =>
        Setting.Number("epsilon", "Epsilon", "added to the root", epsilon, new Bounds(1e-37, Largest), with);
}
