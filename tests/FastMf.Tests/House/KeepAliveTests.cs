using System.Reflection;
using FastMf.Data;
using FastMf.Models;

namespace FastMf.Tests.House;

/// <summary>
/// Public members that work with a model which may be mapped keep it alive to their end: somewhere in what they call, in
/// their own class, is <see cref="GC.KeepAlive"/>. Read from the compiled code, so that it holds for members to come.
/// </summary>
public class KeepAliveTests
{
    private static readonly MethodInfo KeepAlive = typeof(GC).GetMethod(nameof(GC.KeepAlive))!;

    // Touch no memory that could be mapped, or hand the work to someone who keeps it alive.
    private static readonly string[] Exempt =
    [
        "FactorMatrix.FromValues",
        "IdMap.Range",
        "IdMap.From",
        "ModelFile.Metadata",
        "ModelFile.Verify",
        "FactorModel.WithLastEvent",
        "LiveModel.Replace",
    ];

    public static TheoryData<string> Members => [.. Methods().Select(Name).Distinct()];

    [Theory]
    [MemberData(nameof(Members))]
    public void AMemberKeepsItsModelAlive(string member) =>
        Assert.All(
            Methods().Where(method => Name(method) == member),
            method => Assert.True(Calls(method, []), $"{method} has no GC.KeepAlive at its end")
        );

    [Fact]
    public void AMemberWithoutItWouldBeNoticed()
    {
        Assert.False(Calls(typeof(FactorMatrix).GetMethod(nameof(FactorMatrix.FromValues))!, []));
        Assert.Contains("FactorModel.Recommend", Methods().Select(Name));
        Assert.Contains("RatingEvaluation.Evaluate", Methods().Select(Name));
        Assert.Contains("IdMap.TryGetRow", Methods().Select(Name));
    }

    private static IEnumerable<MethodInfo> Methods() =>
        typeof(FactorModel)
            .Assembly.GetExportedTypes()
            .SelectMany(type => type.GetMethods(All | BindingFlags.Public))
            .Where(method => method.IsPublic && !method.IsAbstract && !IsSetter(method))
            .Where(method =>
                (IsHolder(method.DeclaringType!) && !IsPlainGetter(method))
                || method.GetParameters().Any(parameter => parameter.ParameterType == typeof(FactorModel))
            )
            .Where(method => !Exempt.Contains(Name(method)))
            .DistinctBy(method => method.ToString());

    private const BindingFlags All =
        BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static bool IsSetter(MethodInfo method) => method.IsSpecialName && method.ReturnType == typeof(void);

    private static bool IsHolder(Type type) =>
        type == typeof(FactorModel) || type == typeof(FactorMatrix) || type == typeof(IdMap);

    /// <summary>A property that hands out no values.</summary>
    private static bool IsPlainGetter(MethodInfo method) =>
        method.IsSpecialName && method.GetParameters().Length == 0 && !method.ReturnType.IsByRefLike;

    private static string Name(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}";

    private static bool Calls(MethodBase method, HashSet<MethodBase> seen)
    {
        byte[] code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        if (!seen.Add(method))
            return false;
        for (int i = 0; i + 5 <= code.Length; i++)
        {
            if (code[i] is not (0x28 or 0x6F) || Resolve(method, BitConverter.ToInt32(code, i + 1)) is not { } called)
                continue;
            if (called == KeepAlive || (called.DeclaringType == method.DeclaringType && Calls(called, seen)))
                return true;
        }
        return false;
    }

    private static MethodBase? Resolve(MethodBase method, int token)
    {
        try
        {
            return method.Module.ResolveMethod(token, method.DeclaringType?.GetGenericArguments(), null);
        }
        catch (Exception e) when (e is ArgumentException or BadImageFormatException)
        {
            return null; // these bytes were no call
        }
    }
}
