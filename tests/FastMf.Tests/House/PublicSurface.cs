using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace FastMf.Tests.House;

/// <summary>What an assembly shows to its users, a line a member, sorted: Type.Member in C#'s own words.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared =
        BindingFlags.Public
        | BindingFlags.NonPublic
        | BindingFlags.Instance
        | BindingFlags.Static
        | BindingFlags.DeclaredOnly;

    public static string[] Of(Assembly assembly) =>
        [.. assembly.GetExportedTypes().SelectMany(Lines).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Lines(Type type)
    {
        string name = TypeNames.Full(type);
        yield return $"{name} : {Kind(type)}{Bases(type)}";
        if (type.IsSubclassOf(typeof(Delegate)))
            yield break;
        foreach (FieldInfo field in type.GetFields(Declared).Where(field => Shown(field) && !field.IsSpecialName))
            yield return $"{name}.{field.Name} : {Modifiers(field)}{TypeNames.Of(field)}{Value(field)}";
        foreach (
            PropertyInfo property in type.GetProperties(Declared).Where(property => property.GetMethod is not null)
        )
            if (Shown(property.GetMethod!) && property.Name != "EqualityContract")
                yield return $"{name}.{Title(property)} : {Modifiers(property.GetMethod!)}{TypeNames.Of(property)} {{ {Accessors(property)}}}";
        foreach (ConstructorInfo constructor in type.GetConstructors(Declared).Where(Shown))
            yield return $"{name}.new({Parameters(constructor)}){(constructor.IsFamily ? " : protected" : "")}";
        foreach (MethodInfo method in type.GetMethods(Declared).Where(method => Shown(method) && IsWritten(method)))
            yield return $"{name}.{method.Name}{TypeNames.Generic(method)}({Parameters(method)}) : {Modifiers(method)}{TypeNames.Of(method.ReturnParameter)}";
    }

    private static string Kind(Type type)
    {
        string kind =
            type.IsEnum ? "enum"
            : type.IsInterface ? "interface"
            : type.IsSubclassOf(typeof(Delegate)) ? "delegate"
            : type.IsValueType ? "struct"
            : type.GetMethod("<Clone>$") is not null ? "record"
            : "class";
        string modifier =
            type.IsValueType || type.IsInterface ? ""
            : type.IsAbstract && type.IsSealed ? "static "
            : type.IsAbstract ? "abstract "
            : type.IsSealed ? "sealed "
            : "";
        return modifier + kind;
    }

    private static string Bases(Type type)
    {
        if (type.IsEnum)
            return $" {TypeNames.Short(type.GetEnumUnderlyingType())}";
        IEnumerable<Type> inherited = type.BaseType?.GetInterfaces() ?? [];
        List<Type> bases = [.. type.GetInterfaces().Except(inherited).Where(shown => shown.IsVisible)];
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType))
            bases.Insert(0, parent);
        return bases.Count == 0
            ? ""
            : " " + string.Join(", ", bases.Select(TypeNames.Short).Order(StringComparer.Ordinal));
    }

    private static bool Shown(FieldInfo field) => field.IsPublic || (Opens(field.DeclaringType!) && field.IsFamily);

    private static bool Shown(MethodBase method) =>
        method.IsPublic || (Opens(method.DeclaringType!) && (method.IsFamily || method.IsFamilyOrAssembly));

    /// <summary>Whether another assembly can derive from the type.</summary>
    private static bool Opens(Type type) =>
        !type.IsSealed
        && type.GetConstructors(Declared)
            .Any(constructor =>
                (constructor.IsPublic || constructor.IsFamily || constructor.IsFamilyOrAssembly)
                && !constructor.IsDefined(typeof(CompilerGeneratedAttribute))
            )
        && !IsClosed(type);

    /// <summary>Whether the type has abstract members that another assembly cannot see, and so cannot implement.</summary>
    private static bool IsClosed(Type type) =>
        type.GetMethods(Declared).Any(method => method is { IsAbstract: true, IsAssembly: true });

    /// <summary>Whether somebody wrote the method, rather than a record or a property bringing it along.</summary>
    private static bool IsWritten(MethodInfo method) =>
        !method.IsDefined(typeof(CompilerGeneratedAttribute))
        && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal));

    private static string Modifiers(FieldInfo field) =>
        field.IsLiteral && field.DeclaringType!.IsEnum ? ""
        : field.IsLiteral ? "const "
        : field.IsStatic ? "static readonly "
        : "";

    private static string Modifiers(MethodInfo method) =>
        (method.IsFamily || method.IsFamilyOrAssembly ? "protected " : "")
        + (method.IsStatic ? "static " : "")
        + (
            method.DeclaringType!.IsInterface || method.DeclaringType.IsSealed && !Overrides(method) ? ""
            : method.IsAbstract ? "abstract "
            : Overrides(method) ? "override "
            : method.IsVirtual && !method.IsFinal ? "virtual "
            : ""
        );

    private static bool Overrides(MethodInfo method) =>
        method.GetBaseDefinition().DeclaringType != method.DeclaringType;

    private static string Value(FieldInfo field) => field.IsLiteral ? $" = {Literal(field.GetRawConstantValue())}" : "";

    private static string Title(PropertyInfo property) =>
        property.GetIndexParameters() is { Length: > 0 } index
            ? $"this[{string.Join(", ", index.Select(Parameter))}]"
            : property.Name;

    private static string Accessors(PropertyInfo property)
    {
        bool required = property.IsDefined(typeof(RequiredMemberAttribute));
        string get = required ? "required get; " : "get; ";
        if (property.SetMethod is not { } set || !Shown(set))
            return get;
        bool init = set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
        return get + (init ? "init; " : "set; ");
    }

    private static string Parameters(MethodBase method) =>
        (method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "")
        + string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter) =>
        $"{TypeNames.Of(parameter)} {parameter.Name}"
        + (parameter.HasDefaultValue ? $" = {Literal(parameter.DefaultValue)}" : "");

    private static string Literal(object? value) =>
        value switch
        {
            null => "default",
            string text => $"\"{text}\"",
            Enum choice => $"{choice.GetType().Name}.{choice}",
            bool truth => truth ? "true" : "false",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
}
