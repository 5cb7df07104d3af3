namespace FastMf.Optimizers;

/// <summary>
/// Adam, as torch.optim.Adam: weight decay is added to the gradient, as the gradient of an L2 term of J is, and is
/// divided by the root of the squares with the rest of it: where gradients are large it shrinks little. Decay that
/// shrinks all parameters alike is <see cref="AdamW"/>'s; for <see cref="Sgd"/> the two are the same.
/// </summary>
public sealed record Adam : AdamMoments
{
    /// <inheritdoc/>
    public override string Name => "adam";

    /// <inheritdoc/>
    public override string Formula =>
        "m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2; x -= r/(1 - beta1^t) m / (sqrt(v)/sqrt(1 - beta2^t) + epsilon)";

    internal override void Step(
        in StepTime time,
        Span<float> parameters,
        Span<float> gradients,
        Span<float> first,
        Span<float> second
    )
    {
        AddDecay(parameters, gradients);
        Move(time, parameters, gradients, first, second);
    }
}
