using System.Reflection;
using System.Runtime.CompilerServices;

namespace FastMf.Tests.House;

/// <summary>Types as C# writes them, with the marks of what may be null.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<Type, string> s_keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(char)] = "char",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
    };

    /// <summary>With namespace and enclosing types.</summary>
    public static string Full(Type type) =>
        type.DeclaringType is { } outer
            ? $"{Full(outer)}.{Simple(type, new Queue<string?>())}"
            : $"{type.Namespace}.{Simple(type, new Queue<string?>())}";

    /// <summary>Without namespace.</summary>
    public static string Short(Type type) => Short(type, new Queue<string?>());

    public static string Of(FieldInfo field) => Marked(field.FieldType, field, Context().Create(field));

    public static string Of(PropertyInfo property) =>
        Marked(property.PropertyType, property, Context().Create(property));

    public static string Of(ParameterInfo parameter)
    {
        string mode =
            parameter.IsOut ? "out "
            : parameter.IsIn ? "in "
            : parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params "
            : "";
        Type type = parameter.ParameterType;
        if (mode.Length > 0 && type.IsByRef)
            type = type.GetElementType()!;
        return mode + Marked(type, parameter, Context().Create(parameter));
    }

    /// <summary>The method's type parameters, in angle brackets.</summary>
    public static string Generic(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Short))}>" : "";

    private static NullabilityInfoContext Context() => new();

    private static string Marked(Type type, ICustomAttributeProvider place, NullabilityInfo nullability)
    {
        object[] named = place.GetCustomAttributes(typeof(TupleElementNamesAttribute), inherit: false);
        IList<string?> names = named is [TupleElementNamesAttribute attribute] ? attribute.TransformNames : [];
        bool marked = !type.IsValueType && !type.IsByRef && nullability.ReadState == NullabilityState.Nullable;
        return Short(type, new Queue<string?>(names)) + (marked ? "?" : "");
    }

    /// <param name="type">The type.</param>
    /// <param name="names">The names of tuple elements still to come, as the compiler lists them: outer tuples first.</param>
    private static string Short(Type type, Queue<string?> names)
    {
        if (type.IsByRef)
            return "ref " + Short(type.GetElementType()!, names);
        if (type.IsArray)
            return Short(type.GetElementType()!, names) + "[]";
        if (Nullable.GetUnderlyingType(type) is { } value)
            return Short(value, names) + "?";
        if (s_keywords.TryGetValue(type, out string? keyword))
            return keyword;
        if (type.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) == true)
        {
            Type[] elements = type.GetGenericArguments();
            string?[] own = [.. elements.Select(_ => names.TryDequeue(out string? name) ? name : null)];
            return $"({string.Join(", ", elements.Zip(own, (element, name) => $"{Short(element, names)} {name}".TrimEnd()))})";
        }
        return type is { IsGenericParameter: false, DeclaringType: { } outer }
            ? $"{Short(outer)}.{Simple(type, names)}"
            : Simple(type, names);
    }

    private static string Simple(Type type, Queue<string?> names) =>
        type.IsGenericType
            ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(x => Short(x, names)))}>"
            : type.Name;
}
