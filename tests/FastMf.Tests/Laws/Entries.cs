using FastMf.Losses;
using FastMf.Penalties;
using FastMf.Tests.Examples;

namespace FastMf.Tests.Laws;

/// <summary>
/// All losses and penalties that the library has, and the examples of docs/extending.md: what is added tomorrow obeys the
/// laws without a new test.
/// </summary>
internal static class Entries
{
    /// <summary>One of each loss, with its default numbers.</summary>
    public static IReadOnlyList<Loss> Losses { get; } = [.. LossCatalog.All, new QuantileLoss()];

    /// <summary>One of each kind of penalty, without strength.</summary>
    public static IReadOnlyList<LambdaPenalty> Penalties { get; } =
    [.. PenaltyCatalog.All, new ElasticNetPenalty(0f, 0f)];

    /// <summary>A rating that the loss is made for, from one of 0.5, 1 … 5 stars: itself, or one of two classes.</summary>
    public static float Target(Loss loss, float stars)
    {
        if (loss.Accepts(0.5f))
            return stars;
        float no = loss.Accepts(0f) ? 0f : -1f;
        return stars > 2.5f ? 1f : no;
    }

    /// <summary>The classes of a kind in the library, found by reflection.</summary>
    public static IEnumerable<Type> ConcreteTypes<T>() =>
        typeof(T)
            .Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(T)) && !type.IsAbstract)
            .OrderBy(type => type.Name, StringComparer.Ordinal);
}
