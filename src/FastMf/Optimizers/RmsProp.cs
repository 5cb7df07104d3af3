using System.Numerics.Tensors;
using FastMf.Catalogs;

namespace FastMf.Optimizers;

/// <summary>
/// RMSProp (Tieleman and Hinton 2012), as torch.optim.RMSprop: g = gradient + decay x,
/// v = alpha v + (1 - alpha) g^2, d = g / (sqrt(v) + epsilon); x -= rate d, or with momentum b = momentum b + d and
/// x -= rate b.
/// </summary>
public sealed record RmsProp : Optimizer
{
    /// <inheritdoc/>
    public override string Name => "rmsprop";

    /// <inheritdoc/>
    public override string Formula =>
        "v = alpha v + (1 - alpha) g^2; b = momentum b + g / (sqrt(v) + epsilon); x -= r b";

    /// <summary>How long the mean of the squares remembers: 0 to below 1.</summary>
    public double Alpha { get; init; } = 0.99;

    /// <summary>How much of the last step goes on: 0 (none) or more, below 1.</summary>
    public double Momentum { get; init; }

    /// <summary>Added to the root: above 0.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <inheritdoc/>
    public override IReadOnlyList<Setting<Optimizer>> Settings =>
        [
            Setting.Number<Optimizer>(
                "rms-alpha",
                nameof(Alpha),
                "memory of the mean square",
                Alpha,
                Bounds.BelowOne,
                x => this with { Alpha = x }
            ),
            Setting.Number<Optimizer>(
                "momentum",
                nameof(Momentum),
                "share of the last step",
                Momentum,
                Bounds.BelowOne,
                x => this with { Momentum = x }
            ),
            EpsilonSetting(Epsilon, x => this with { Epsilon = x }),
            .. base.Settings,
        ];

    internal override int StateCount => Momentum > 0 ? 2 : 1;

    internal override void Step(
        in StepTime time,
        Span<float> parameters,
        Span<float> gradients,
        Span<float> first,
        Span<float> second
    )
    {
        AddDecay(parameters, gradients);
        TensorPrimitives.Multiply(first, (float)Alpha, first);
        Squares.Add(gradients, (float)(1 - Alpha), first);
        Squares.DivideByRoot(gradients, first, (float)Epsilon);
        Span<float> step = gradients;
        if (Momentum > 0)
        {
            TensorPrimitives.FusedMultiplyAdd(second, (float)Momentum, gradients, second);
            step = second;
        }
        TensorPrimitives.FusedMultiplyAdd(step, (float)-time.Rate, parameters, parameters);
    }
}
