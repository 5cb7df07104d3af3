namespace FastMf.Optimizers;

/// <summary>Where in a fit a step is.</summary>
/// <param name="Step">1 for the first.</param>
/// <param name="Rate">The learning rate.</param>
/// <param name="Beta1Power">beta1 to the power of the step, by repeated multiplication: the same on every machine.</param>
/// <param name="Beta2Power">beta2 likewise.</param>
internal readonly record struct StepTime(long Step, double Rate, double Beta1Power, double Beta2Power)
{
    /// <summary>Before the first step.</summary>
    public static StepTime Start => new(0, 0, 1, 1);
}
