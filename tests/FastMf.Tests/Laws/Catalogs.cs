using System.Reflection;
using FastMf.Losses;
using FastMf.Penalties;

namespace FastMf.Tests.Laws;

/// <summary>
/// All losses and penalties that the library has, found by reflection: what is added tomorrow obeys the laws without
/// anyone remembering to list it.
/// </summary>
internal static class Catalogs
{
    /// <summary>One of each loss, with its default numbers.</summary>
    public static IReadOnlyList<Loss> Losses { get; } = [.. ConcreteTypes<Loss>().Select(Default<Loss>)];

    /// <summary>The classes of penalties that are no sums of others; each is made of a users' and an items' lambda.</summary>
    public static IReadOnlyList<Type> PenaltyTypes { get; } = [.. ConcreteTypes<LambdaPenalty>()];

    /// <summary>A penalty of the given class.</summary>
    public static Penalty Make(Type penalty, float users, float items)
    {
        try
        {
            return (Penalty)Activator.CreateInstance(penalty, users, items)!;
        }
        catch (TargetInvocationException error)
        {
            throw error.InnerException!;
        }
    }

    /// <summary>A rating that the loss is made for, from one of 0.5, 1 … 5 stars.</summary>
    public static float Target(Loss loss, float stars) =>
        loss.Name switch
        {
            "logistic" => stars > 2.5f ? 1f : 0f,
            "hinge" or "squared-hinge" => stars > 2.5f ? 1f : -1f,
            _ => stars,
        };

    /// <summary>Whether the loss is defined for positive predictions alone.</summary>
    public static bool IsForPositive(Loss loss) => loss.Name == "kl";

    private static IEnumerable<Type> ConcreteTypes<T>() =>
        typeof(T)
            .Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(T)) && !type.IsAbstract)
            .OrderBy(type => type.Name, StringComparer.Ordinal);

    private static T Default<T>(Type type)
    {
        ConstructorInfo constructor = type.GetConstructors().Single();
        return (T)constructor.Invoke([.. constructor.GetParameters().Select(parameter => parameter.DefaultValue)]);
    }
}
