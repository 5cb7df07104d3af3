using System.Numerics.Tensors;
using FastMf.Catalogs;

namespace FastMf.Optimizers;

/// <summary>
/// AdaGrad (Duchi, Hazan and Singer 2011), as torch.optim.Adagrad: g = gradient + decay x, G += g^2,
/// x -= rate * g / (sqrt(G) + epsilon).
/// </summary>
public sealed record AdaGrad : Optimizer
{
    /// <inheritdoc/>
    public override string Name => "adagrad";

    /// <inheritdoc/>
    public override string Formula => "G += g^2; x -= r g / (sqrt(G) + epsilon)";

    /// <summary>Added to the root: above 0.</summary>
    public double Epsilon { get; init; } = 1e-10;

    /// <inheritdoc/>
    public override IReadOnlyList<Setting<Optimizer>> Settings =>
        [EpsilonSetting(Epsilon, x => this with { Epsilon = x }), .. base.Settings];

    internal override int StateCount => 1;

    /// <inheritdoc/>
    public override bool HasStepSizes => true;

    internal override void Step(
        in StepTime time,
        Span<float> parameters,
        Span<float> gradients,
        Span<float> first,
        Span<float> second
    )
    {
        AddDecay(parameters, gradients);
        TensorPrimitives.FusedMultiplyAdd(gradients, gradients, first, first);
        Squares.DivideByRoot(gradients, first, (float)Epsilon);
        TensorPrimitives.FusedMultiplyAdd(gradients, (float)-time.Rate, parameters, parameters);
    }

    internal override void StepSizes(in StepTime time, ReadOnlySpan<float> first, Span<float> sizes)
    {
        sizes.Fill((float)time.Rate);
        Squares.DivideByRoot(sizes, first, (float)Epsilon);
        for (int k = 0; k < sizes.Length; k++)
        {
            if (first[k] == 0f)
                sizes[k] = 0f; // it has not moved yet: rate / epsilon would be no step, but a jump
        }
    }
}
