namespace FastMf.Losses;

/// <summary>What a wrong prediction costs: the loss(r, y) of the objective. Data that carries its arithmetic.</summary>
public abstract record Loss
{
    private protected Loss() { }

    /// <summary>(r - y)^2, with no 1/2.</summary>
    public static Loss Squared { get; } = new SquaredLoss();

    /// <summary>The name on the command line and in model files.</summary>
    public abstract string Name { get; }

    internal abstract TResult Bind<TVisitor, TResult>(TVisitor visitor)
        where TVisitor : ILossVisitor<TResult>;
}
