using System.Numerics.Tensors;

namespace FastMf.Optimizers;

/// <summary>
/// Gradient descent, plain or with momentum, as torch.optim.SGD: g = gradient + decay x; with momentum
/// b = momentum b + (1 - dampening) g, where the first b is g; x -= rate b, or with Nesterov's
/// rate (g + momentum b).
/// </summary>
public sealed record Sgd : Optimizer
{
    /// <inheritdoc/>
    public override string Name => "sgd";

    /// <summary>How much of the last step goes on: 0 (none) or more, below 1.</summary>
    public double Momentum { get; init; }

    /// <summary>How much of the gradient the momentum leaves out, 0 to 1.</summary>
    public double Dampening { get; init; }

    /// <summary>Whether to step by Nesterov's momentum; needs a momentum and no dampening.</summary>
    public bool Nesterov { get; init; }

    internal override int StateCount => Momentum > 0 ? 1 : 0;

    internal override bool HasStepSizes => Momentum == 0;

    internal override void Step(
        in StepTime time,
        Span<float> parameters,
        Span<float> gradients,
        Span<float> first,
        Span<float> second
    )
    {
        AddDecay(parameters, gradients);
        Span<float> step = gradients;
        if (Momentum > 0)
        {
            if (time.Step == 1)
                gradients.CopyTo(first);
            else
                Blend(first, Momentum, gradients, 1 - Dampening);
            if (Nesterov)
                TensorPrimitives.FusedMultiplyAdd(first, (float)Momentum, gradients, gradients);
            else
                step = first;
        }
        TensorPrimitives.FusedMultiplyAdd(step, (float)-time.Rate, parameters, parameters);
    }

    internal override void Check()
    {
        base.Check();
        Range(Momentum is >= 0 and < 1, Momentum, nameof(Momentum), "a number from 0 to below 1");
        Range(Dampening is >= 0 and <= 1, Dampening, nameof(Dampening), "a number from 0 to 1");
        if (Nesterov && (Momentum == 0 || Dampening != 0))
            throw new ArgumentException("Nesterov needs a momentum above 0 and no dampening.", nameof(Nesterov));
    }

    internal override void Describe(SortedDictionary<string, string> options)
    {
        base.Describe(options);
        options["momentum"] = Text(Momentum);
        options["dampening"] = Text(Dampening);
        options["nesterov"] = Nesterov ? "on" : "off";
    }
}
