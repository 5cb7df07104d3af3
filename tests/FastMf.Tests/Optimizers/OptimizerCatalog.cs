using FastMf.Optimizers;

namespace FastMf.Tests.Optimizers;

/// <summary>Every optimizer, with every option used at least once. A test fails where one of the library is missing.</summary>
internal static class OptimizerCatalog
{
    public static IReadOnlyList<Optimizer> All { get; } =
    [
        new Sgd(),
        new Sgd { WeightDecay = 0.1 },
        new Sgd { Momentum = 0.9 },
        new Sgd
        {
            Momentum = 0.8,
            Dampening = 0.3,
            WeightDecay = 0.05,
        },
        new Sgd { Momentum = 0.9, Nesterov = true },
        new Sgd
        {
            Momentum = 0.7,
            Nesterov = true,
            WeightDecay = 0.2,
        },
        new Adam(),
        new Adam { WeightDecay = 0.1 },
        new Adam
        {
            Beta1 = 0.5,
            Beta2 = 0.9,
            Epsilon = 1e-3,
        },
        new AdamW(),
        new AdamW { WeightDecay = 0.5 },
        new AdaGrad(),
        new AdaGrad { WeightDecay = 0.1, Epsilon = 0.01 },
        new RmsProp(),
        new RmsProp
        {
            Alpha = 0.9,
            Momentum = 0.5,
            WeightDecay = 0.1,
            Epsilon = 1e-4,
        },
    ];

    public static TheoryData<int> Indices => [.. Enumerable.Range(0, All.Count)];
}
