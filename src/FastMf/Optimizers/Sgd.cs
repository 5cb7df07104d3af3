using System.Numerics.Tensors;
using FastMf.Catalogs;

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

    /// <inheritdoc/>
    public override string Formula =>
        "b = momentum b + (1 - dampening) g, the first b is g; x -= r b; Nesterov: x -= r (g + momentum b)";

    /// <summary>How much of the last step goes on: 0 (none) or more, below 1.</summary>
    public double Momentum { get; init; }

    /// <summary>How much of the gradient the momentum leaves out, 0 to 1.</summary>
    public double Dampening { get; init; }

    /// <summary>Whether to step by Nesterov's momentum; needs a momentum and no dampening.</summary>
    public bool Nesterov { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<Setting<Optimizer>> Settings =>
        [
            Setting.Number<Optimizer>(
                "momentum",
                nameof(Momentum),
                "share of the last step",
                Momentum,
                Bounds.BelowOne,
                x => this with { Momentum = x }
            ),
            Setting.Number<Optimizer>(
                "dampening",
                nameof(Dampening),
                "share of the gradient that momentum leaves out",
                Dampening,
                new Bounds(0, 1),
                x => this with { Dampening = x }
            ),
            Setting.Switch<Optimizer>(
                "nesterov",
                nameof(Nesterov),
                "Nesterov's momentum",
                Nesterov,
                "on only with a momentum above 0 and no dampening",
                x => x && (Momentum == 0 || Dampening != 0) ? null : this with { Nesterov = x }
            ),
            .. base.Settings,
        ];

    internal override int StateCount => Momentum > 0 ? 1 : 0;

    /// <inheritdoc/>
    public override bool HasStepSizes => Momentum == 0;

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
}
