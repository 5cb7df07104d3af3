using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FastMf.Kernels;

namespace FastMf.Tests.Kernels;

/// <summary>What the numbers of an input look like.</summary>
public enum Numbers
{
    /// <summary>Normal values of ordinary size.</summary>
    Ordinary,

    /// <summary>Sizes from denormal to 2^60, both signs, zeros: nothing that overflows.</summary>
    Wild,

    /// <summary>Also infinities, NaN and the largest float.</summary>
    Edges,
}

/// <summary>Rows of one length, each beginning a given number of bytes after a 64-byte boundary.</summary>
internal sealed class KernelInput(int length, int misalignment, Numbers numbers)
{
    private static readonly float[] Extremes =
    [
        float.PositiveInfinity,
        float.NegativeInfinity,
        float.NaN,
        float.MaxValue,
        float.MinValue,
        0f,
        -0f,
        float.Epsilon,
        -float.Epsilon,
    ];

    public int Length => length;

    public int Misalignment => misalignment;

    public Numbers Numbers => numbers;

    /// <summary>A fresh row; the same numbers each time for the same <paramref name="name"/>.</summary>
    public Span<float> Row(int name)
    {
        Span<float> row = Place();
        for (int i = 0; i < length; i++)
            row[i] = Number((ulong)name, (ulong)i);
        return row;
    }

    /// <summary>A scalar argument.</summary>
    public float Scalar(int name) =>
        numbers == Numbers.Edges ? (float)CounterRandom.Normal(3, (ulong)name, 0) : Number((ulong)name, 1_000_000);

    private float Number(ulong row, ulong column)
    {
        double z = CounterRandom.Normal(1, row, column);
        int die = CounterRandom.UniformInt(2, row, column, 100);
        return numbers switch
        {
            Numbers.Ordinary => (float)z,
            Numbers.Edges when die < 5 => Extremes[CounterRandom.UniformInt(4, row, column, Extremes.Length)],
            _ when die < 10 => 0f * (float)z,
            _ when die < 20 => (float)(z * 1e-40),
            _ => (float)Math.ScaleB(z, CounterRandom.UniformInt(5, row, column, 120) - 60),
        };
    }

    private unsafe Span<float> Place()
    {
        byte[] memory = GC.AllocateArray<byte>(length * sizeof(float) + 128, pinned: true);
        ref byte first = ref MemoryMarshal.GetArrayDataReference(memory);
        nuint toBoundary = (nuint)(-(nint)Unsafe.AsPointer(ref first)) & 63;
        Span<byte> bytes = memory.AsSpan((int)toBoundary + misalignment, length * sizeof(float));
        return MemoryMarshal.Cast<byte, float>(bytes);
    }
}
