using System.Numerics.Tensors;
using FastMf.Catalogs;

namespace FastMf.Optimizers;

/// <summary>
/// What Adam and AdamW share (Kingma and Ba 2015): m = beta1 m + (1 - beta1) g, v = beta2 v + (1 - beta2) g^2,
/// x -= rate / (1 - beta1^t) * m / (sqrt(v) / sqrt(1 - beta2^t) + epsilon).
/// </summary>
public abstract record AdamMoments : Optimizer
{
    private protected AdamMoments() { }

    /// <summary>How long the mean of the gradients remembers: 0 to below 1.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>How long the mean of their squares remembers: 0 to below 1.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root: above 0.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <inheritdoc/>
    public override IReadOnlyList<Setting<Optimizer>> Settings =>
        [
            Setting.Number<Optimizer>(
                "beta1",
                nameof(Beta1),
                "memory of the mean gradient",
                Beta1,
                Bounds.BelowOne,
                x => this with { Beta1 = x }
            ),
            Setting.Number<Optimizer>(
                "beta2",
                nameof(Beta2),
                "memory of the mean square",
                Beta2,
                Bounds.BelowOne,
                x => this with { Beta2 = x }
            ),
            EpsilonSetting(Epsilon, x => this with { Epsilon = x }),
            .. base.Settings,
        ];

    internal override int StateCount => 2;

    internal override StepTime Advance(StepTime time, double rate) =>
        base.Advance(time, rate) with
        {
            Beta1Power = time.Beta1Power * Beta1,
            Beta2Power = time.Beta2Power * Beta2,
        };

    /// <summary>The step without any decay.</summary>
    private protected void Move(
        in StepTime time,
        Span<float> parameters,
        Span<float> gradients,
        Span<float> mean,
        Span<float> square
    )
    {
        Blend(mean, Beta1, gradients, 1 - Beta1);
        TensorPrimitives.Multiply(gradients, gradients, gradients);
        Blend(square, Beta2, gradients, 1 - Beta2);
        TensorPrimitives.Sqrt(square, gradients);
        TensorPrimitives.Divide(gradients, (float)Math.Sqrt(1 - time.Beta2Power), gradients);
        TensorPrimitives.Add(gradients, (float)Epsilon, gradients);
        TensorPrimitives.Divide(mean, gradients, gradients);
        float step = (float)(-time.Rate / (1 - time.Beta1Power));
        TensorPrimitives.FusedMultiplyAdd(gradients, step, parameters, parameters);
    }
}
