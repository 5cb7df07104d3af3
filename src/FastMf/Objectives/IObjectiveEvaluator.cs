namespace FastMf.Objectives;

/// <summary>J of one model on the same ratings again and again, while the model's numbers change between calls.</summary>
internal interface IObjectiveEvaluator
{
    /// <summary>J with the model as it is now. Allocates nothing.</summary>
    /// <exception cref="OperationCanceledException">The token asked to stop.</exception>
    ObjectiveValue Evaluate(CancellationToken cancellationToken = default);
}
