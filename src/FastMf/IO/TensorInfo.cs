namespace FastMf.IO;

/// <summary>A tensor as the header of a safetensors file describes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Dtype">The type of its elements, as the format spells it: F32, I64, U8 …</param>
/// <param name="Shape">Its dimensions, outermost first.</param>
/// <param name="Offset">Where its bytes begin, counted from the end of the header.</param>
/// <param name="Bytes">How many bytes it has.</param>
public sealed record TensorInfo(string Name, string Dtype, IReadOnlyList<long> Shape, long Offset, long Bytes)
{
    /// <summary>The bytes of one element; 0 for a type that the format does not have.</summary>
    internal static int ElementBytes(string dtype) =>
        dtype switch
        {
            "BOOL" or "U8" or "I8" or "F8_E4M3" or "F8_E5M2" => 1,
            "U16" or "I16" or "F16" or "BF16" => 2,
            "U32" or "I32" or "F32" => 4,
            "U64" or "I64" or "F64" or "C64" => 8,
            _ => 0,
        };

    /// <summary>For messages: F32 [3, 16].</summary>
    internal string Describe() => $"{Dtype} [{string.Join(", ", Shape)}]";
}
