using System.Numerics.Tensors;

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

    internal override int StateCount => 2;

    internal override StepTime Advance(StepTime time, double rate) =>
        base.Advance(time, rate) with
        {
            Beta1Power = time.Beta1Power * Beta1,
            Beta2Power = time.Beta2Power * Beta2,
        };

    internal override void Check()
    {
        base.Check();
        Range(Beta1 is >= 0 and < 1, Beta1, nameof(Beta1), "a number from 0 to below 1");
        Range(Beta2 is >= 0 and < 1, Beta2, nameof(Beta2), "a number from 0 to below 1");
        CheckEpsilon(Epsilon);
    }

    internal override void Describe(SortedDictionary<string, string> options)
    {
        base.Describe(options);
        options["beta1"] = Text(Beta1);
        options["beta2"] = Text(Beta2);
        options["epsilon"] = Text(Epsilon);
    }

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
