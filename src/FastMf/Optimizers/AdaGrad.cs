using System.Numerics.Tensors;

namespace FastMf.Optimizers;

/// <summary>
/// AdaGrad (Duchi, Hazan and Singer 2011), as torch.optim.Adagrad: g = gradient + decay x, G += g^2,
/// x -= rate * g / (sqrt(G) + epsilon).
/// </summary>
public sealed record AdaGrad : Optimizer
{
    /// <inheritdoc/>
    public override string Name => "adagrad";

    /// <summary>Added to the root: above 0.</summary>
    public double Epsilon { get; init; } = 1e-10;

    internal override int StateCount => 1;

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

    internal override void Check()
    {
        base.Check();
        CheckEpsilon(Epsilon);
    }

    internal override void Describe(SortedDictionary<string, string> options)
    {
        base.Describe(options);
        options["epsilon"] = Text(Epsilon);
    }
}
