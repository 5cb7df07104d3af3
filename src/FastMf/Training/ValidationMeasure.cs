namespace FastMf.Training;

/// <summary>By what a fit is judged on ratings that it has not seen; the options of the trainer decide.</summary>
public enum ValidationMeasure
{
    /// <summary>The root mean squared error.</summary>
    Rmse,

    /// <summary>The log loss, where ratings name classes: logistic, hinge and squared hinge.</summary>
    LogLoss,

    /// <summary>ndcg@10, for implicit feedback; where an error is asked for, it is 1 - ndcg@10.</summary>
    Ndcg,
}
