using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FastMf.Data;

namespace FastMf.IO;

/// <summary>
/// The tensors of a mapped file. One lies where it is if this processor can read it there: numbers little-endian and
/// aligned, as FastMf writes them. Otherwise it is copied.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="headerBytes">Where the tensors begin.</param>
internal sealed class MappedTensors(MappedFile file, int headerBytes)
{
    /// <summary>Factors where they are; null where they must be copied.</summary>
    public FactorMatrix? Matrix(TensorInfo tensor)
    {
        nint address = file.AddressOf(headerBytes + tensor.Offset);
        (int rows, int columns) = ((int)tensor.Shape[0], (int)tensor.Shape[1]);
        return tensor.Dtype == "F32" && BitConverter.IsLittleEndian && FactorMatrix.CanMap(address, columns)
            ? new FactorMatrix(address, rows, columns, file)
            : null;
    }

    /// <summary>Copies factors that are floats into padded rows.</summary>
    public void CopyRows(TensorInfo tensor, FactorMatrix target)
    {
        for (int row = 0; row < target.Rows; row++)
        {
            Span<float> values = target.Row(row)[..target.Columns];
            Copy(tensor.Offset + (long)row * target.Columns * sizeof(float), MemoryMarshal.AsBytes(values));
            LittleEndian.FromFile(values);
        }
    }

    /// <summary>A tensor of these elements; nothing where there is none.</summary>
    public Region<T> Values<T>(TensorInfo? tensor)
        where T : unmanaged
    {
        if (tensor is null)
            return default;
        int size = Unsafe.SizeOf<T>();
        if (size == 1 || (BitConverter.IsLittleEndian && file.AddressOf(headerBytes + tensor.Offset) % size == 0))
            return file.Region<T>(headerBytes + tensor.Offset, tensor.Bytes / size);
        T[] copy = CopyOf<T>(tensor, size);
        LittleEndian.FromFile(copy.AsSpan());
        return new(copy);
    }

    private T[] CopyOf<T>(TensorInfo tensor, int elementBytes)
        where T : unmanaged
    {
        const int AtOnce = 1 << 20; // a span counts its bytes in 32 bits
        T[] copy = new T[tensor.Bytes / elementBytes];
        for (int first = 0; first < copy.Length; first += AtOnce)
        {
            Span<T> part = copy.AsSpan(first, Math.Min(AtOnce, copy.Length - first));
            Copy(tensor.Offset + (long)first * elementBytes, MemoryMarshal.AsBytes(part));
        }
        return copy;
    }

    private void Copy(long offset, Span<byte> target)
    {
        file.Region<byte>(headerBytes + offset, target.Length).Span.CopyTo(target);
        GC.KeepAlive(file);
    }
}
