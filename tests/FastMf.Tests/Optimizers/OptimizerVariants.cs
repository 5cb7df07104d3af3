using FastMf.Catalogs;
using FastMf.Optimizers;

namespace FastMf.Tests.Optimizers;

/// <summary>
/// Every optimizer of the catalog with its defaults, and with each setting changed; and some with several changed. One
/// that is added tomorrow is among them.
/// </summary>
internal static class OptimizerVariants
{
    private static readonly string[] s_values = ["0.3", "1E-3", "on"];

    public static IReadOnlyList<Optimizer> All { get; } =
    [
        .. OptimizerCatalog.All,
        .. OptimizerCatalog.All.SelectMany(optimizer => optimizer.Settings.Select(Changed).OfType<Optimizer>()),
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
        new Adam
        {
            Beta1 = 0.5,
            Beta2 = 0.9,
            Epsilon = 1e-3,
        },
        new AdaGrad { WeightDecay = 0.1, Epsilon = 0.01 },
        new RmsProp
        {
            Alpha = 0.9,
            Momentum = 0.5,
            WeightDecay = 0.1,
            Epsilon = 1e-4,
        },
    ];

    public static TheoryData<int> Indices => [.. Enumerable.Range(0, All.Count)];

    /// <summary>With another value in a setting; null where none goes with the defaults of the others.</summary>
    private static Optimizer? Changed(Setting<Optimizer> setting) =>
        s_values
            .Where(value => value != setting.Text)
            .Select(setting.With)
            .FirstOrDefault(changed => changed is not null);
}
