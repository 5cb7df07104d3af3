using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FastMf.Data;

/// <summary>
/// Consecutive values, in a managed array or in memory that somebody else owns, such as a mapped file. Reading from
/// either is the same code without a branch.
/// </summary>
/// <remarks>
/// A span into a managed array keeps the array alive. A span into foreign memory keeps nothing alive: whoever hands one
/// out must see to it that the region's holder is reachable (<see cref="GC.KeepAlive"/>) for as long as it is used. So
/// public members never return one.
/// </remarks>
internal readonly struct Region<T>
    where T : unmanaged
{
    // Foreign memory is reached from here: a managed array that does not move, plus the distance to the memory.
    private static readonly T[] Anchor = GC.AllocateUninitializedArray<T>(1, pinned: true);

    private readonly T[]? _array;
    private readonly nint _offset; // in bytes
    private readonly object? _owner;

    /// <summary>The values of an array from a place on; nothing at all where it is null.</summary>
    /// <param name="array">The array, which is kept.</param>
    /// <param name="offset">Where the values begin, in bytes; the length still counts from the array's beginning.</param>
    public Region(T[]? array, nint offset = 0)
    {
        _array = array;
        _offset = offset;
        Length = array?.Length ?? 0;
    }

    /// <summary>Values in foreign memory, only to be read.</summary>
    /// <param name="address">The first one.</param>
    /// <param name="length">How many.</param>
    /// <param name="owner">Keeps the memory for as long as it is reachable.</param>
    public unsafe Region(nint address, long length, object owner)
    {
        _array = Anchor;
        _offset = address - (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(Anchor));
        _owner = owner;
        Length = length;
    }

    /// <summary>How many values.</summary>
    public long Length { get; }

    /// <summary>Whether there is anything, if only of length 0.</summary>
    public bool Exists => _array is not null;

    /// <summary>Whether the values are in memory of somebody else, which no span keeps alive.</summary>
    public bool IsForeign => _owner is not null;

    /// <summary>Who keeps the memory; null for a managed array.</summary>
    public object? Owner => _owner;

    /// <summary>The array; null where there is none or the memory is foreign.</summary>
    public T[]? Array => IsForeign ? null : _array;

    /// <summary>The first value.</summary>
    public ref T Origin
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Unsafe.AddByteOffset(ref MemoryMarshal.GetArrayDataReference(_array!), _offset);
    }

    /// <summary>All values; none where there is nothing.</summary>
    public ReadOnlySpan<T> Span =>
        Exists ? MemoryMarshal.CreateReadOnlySpan(ref Origin, checked((int)Length)) : default;

    /// <summary>A value.</summary>
    public T this[long index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            Debug.Assert((ulong)index < (ulong)Length);
            return Unsafe.Add(ref Origin, (nint)index);
        }
    }

    /// <summary>Some of the values.</summary>
    public ReadOnlySpan<T> Slice(long first, int count)
    {
        Debug.Assert(first >= 0 && count >= 0 && first + count <= Length);
        return MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref Origin, (nint)first), count);
    }
}
