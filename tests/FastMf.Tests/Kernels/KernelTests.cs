using System.Globalization;
using System.Reflection;
using FastMf.Simd;

namespace FastMf.Tests.Kernels;

/// <summary>What holds for every kernel: the same bits at every width, and values within the derived bound.</summary>
public class KernelTests
{
    private static readonly int[] Lengths = [0, .. Enumerable.Range(1, 16).Select(i => 16 * i), 512, 1008, 4096];

    // In bytes after a 64-byte boundary; 1 and 5 are not even aligned for a float.
    private static readonly int[] Misalignments = [0, 1, 4, 5, 16, 32, 60];

    public static TheoryData<string> Kernels => new(KernelCatalog.All.Select(kernel => kernel.Name));

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Every_width_gives_the_same_bits(string name)
    {
        KernelCase kernel = Find(name);
        foreach (KernelInput input in Inputs(Numbers.Ordinary, Numbers.Wild, Numbers.Edges))
        {
            uint[] oracle = Bits(kernel.Run(1, input));
            foreach (int width in SimdWidths.All)
                Assert.Equal(oracle, Bits(kernel.Run(width, input)));
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Values_are_within_the_bound_of_the_double_precision_reference(string name)
    {
        KernelCase kernel = Find(name);
        foreach (KernelInput input in Inputs(Numbers.Ordinary, Numbers.Wild))
        {
            float[] actual = kernel.Run(SimdWidth.Current, input);
            (double Value, double Bound)[] reference = kernel.Reference(input);
            Assert.Equal(reference.Length, actual.Length);
            for (int i = 0; i < actual.Length; i++)
            {
                (double value, double bound) = reference[i];
                Assert.InRange(actual[i], value - bound, value + bound);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Alignment_does_not_matter(string name)
    {
        KernelCase kernel = Find(name);
        foreach (int length in Lengths)
        {
            uint[] aligned = Bits(kernel.Run(SimdWidth.Current, new KernelInput(length, 0, Numbers.Wild)));
            foreach (int misalignment in Misalignments)
                Assert.Equal(
                    aligned,
                    Bits(kernel.Run(SimdWidth.Current, new KernelInput(length, misalignment, Numbers.Wild)))
                );
        }
    }

    /// <summary>
    /// Literals: run with FASTMF_SIMD or DOTNET_PreferredVectorBitWidth set, this proves the same bits at that width,
    /// and on another machine, the same bits there.
    /// </summary>
    [Theory]
    [Trait("Category", "Bits")]
    [MemberData(nameof(Kernels))]
    public void Golden_bits_at_the_width_of_this_process(string name)
    {
        KernelCase kernel = Find(name);
        BitHash hash = new();
        foreach (KernelInput input in Inputs(Numbers.Ordinary, Numbers.Wild))
            hash.Add(kernel.Run(SimdWidth.Current, input));
        Assert.Equal(Hex(kernel.Golden), Hex(hash.Value));
    }

    [Fact]
    public void No_kernel_is_forgotten()
    {
        IEnumerable<string> kernels =
            from type in typeof(SimdWidth).Assembly.GetTypes()
            where type.Namespace == "FastMf.Kernels"
            from method in type.GetMethods(
                BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly
            )
            where !method.IsPrivate && method.IsGenericMethodDefinition && HasRegisterType(method)
            select $"{type.Name}.{method.Name}";
        Assert.Equal(
            kernels.Distinct().Order(StringComparer.Ordinal),
            KernelCatalog.All.Select(k => k.Name).Distinct().Order(StringComparer.Ordinal)
        );
    }

    private static bool HasRegisterType(MethodInfo method) =>
        method
            .GetGenericArguments()
            .SelectMany(argument => argument.GetGenericParameterConstraints())
            .Any(constraint => constraint.IsGenericType && constraint.GetGenericTypeDefinition() == typeof(ISimd<>));

    private static KernelCase Find(string name) => KernelCatalog.All.Single(kernel => kernel.Name == name);

    private static IEnumerable<KernelInput> Inputs(params Numbers[] kinds) =>
        from kind in kinds
        from length in Lengths
        from misalignment in (int[])[0, 20]
        select new KernelInput(length, misalignment, kind);

    // A NaN's sign and payload follow the processor; that it is a NaN does not.
    private static uint[] Bits(float[] values) =>
        [.. values.Select(x => float.IsNaN(x) ? 0x7FC00000 : BitConverter.SingleToUInt32Bits(x))];

    private static string Hex(ulong value) => value.ToString("X16", CultureInfo.InvariantCulture);
}
