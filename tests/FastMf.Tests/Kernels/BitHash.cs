namespace FastMf.Tests.Kernels;

/// <summary>A hash of the bits of many results, for golden values (FNV-1a, 64 bits).</summary>
internal sealed class BitHash
{
    public ulong Value { get; private set; } = 0xCBF29CE484222325;

    public void Add(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
            Add(BitConverter.SingleToUInt32Bits(value), bytes: 4);
    }

    public void Add(double value) => Add(BitConverter.DoubleToUInt64Bits(value), bytes: 8);

    private void Add(ulong bits, int bytes)
    {
        for (int i = 0; i < bytes; i++)
            Value = (Value ^ ((bits >> (8 * i)) & 0xFF)) * 0x100000001B3;
    }
}
