using FastMf.Kernels;

namespace FastMf.Tests.Kernels;

/// <summary>The upper half of a float is a float of its own: exact. The row is three numbers short of a multiple of 16.</summary>
internal sealed class DecodeHalvesCase() : KernelCase("DecodeRow.Halves", 0x068D9418F05B81F5)
{
    protected override float[] Run<TSimd>(KernelInput input)
    {
        float[] row = DecodeRows.Filled(input);
        DecodeRow.Halves<TSimd>(Halves(input), row);
        return row;
    }

    public override (double Value, double Bound)[] Reference(KernelInput input) =>
        DecodeRows.Exact(input, [.. Halves(input).Select(half => (double)BitConverter.Int32BitsToSingle(half << 16))]);

    private static short[] Halves(KernelInput input) =>
        [
            .. input
                .Row(1)[..Math.Max(0, input.Length - 3)]
                .ToArray()
                .Select(x => (short)(BitConverter.SingleToInt32Bits(x) >> 16)),
        ];
}

/// <summary>One rounding: |error| &lt;= eps |scale code|.</summary>
internal sealed class DecodeBytesCase() : KernelCase("DecodeRow.Bytes", 0x0E19C0EE13EF4085)
{
    protected override float[] Run<TSimd>(KernelInput input)
    {
        float[] row = DecodeRows.Filled(input);
        DecodeRow.Bytes<TSimd>(Codes(input), input.Scalar(2), row);
        return row;
    }

    public override (double Value, double Bound)[] Reference(KernelInput input) =>
        DecodeRows.Exact(input, [.. Codes(input).Select(code => (double)input.Scalar(2) * code)]);

    private static sbyte[] Codes(KernelInput input) =>
        [.. Enumerable.Range(0, Math.Max(0, input.Length - 3)).Select(k => (sbyte)(k * 37 % 255 - 127))];
}

/// <summary>What both cases share.</summary>
internal static class DecodeRows
{
    /// <summary>A row that is not zeros before.</summary>
    public static float[] Filled(KernelInput input) => [.. Enumerable.Repeat(7f, input.Length)];

    /// <summary>The numbers, and zeros behind them.</summary>
    public static (double Value, double Bound)[] Exact(KernelInput input, double[] values) =>
        [
            .. Enumerable
                .Range(0, input.Length)
                .Select(k => k < values.Length ? values[k] : 0)
                .Select(value => (value, (Math.Abs(value) / (1 << 24)) + 1e-45)),
        ];
}
