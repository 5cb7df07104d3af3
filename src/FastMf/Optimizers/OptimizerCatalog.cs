namespace FastMf.Optimizers;

/// <summary>
/// All optimizers, by name. A new one is a line here: the command line with the options of its settings, model files, the
/// laws in the tests and the table in docs/conventions.md follow.
/// </summary>
public static class OptimizerCatalog
{
    /// <summary>One of each optimizer, with its defaults.</summary>
    public static IReadOnlyList<Optimizer> All { get; } =
    [new Adam(), new AdamW(), new Sgd(), new AdaGrad(), new RmsProp()];
}
