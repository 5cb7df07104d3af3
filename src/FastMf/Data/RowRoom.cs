using System.Buffers;

namespace FastMf.Data;

/// <summary>Room for some rows of a matrix to be made floats in, given back at the end; none where they are floats already.</summary>
internal readonly ref struct RowRoom
{
    /// <summary>Floats for which the stack will do.</summary>
    public const int OnStack = 256;

    private const int TileFloats = 4096; // stay in the first-level cache

    private readonly float[]? _rented;

    /// <param name="matrix">The matrix.</param>
    /// <param name="rows">How many rows are read at once.</param>
    /// <param name="near">Is used where it is large enough; commonly <see cref="OnStack"/> floats.</param>
    public RowRoom(FactorMatrix matrix, int rows, Span<float> near = default)
    {
        int length = matrix.IsRounded ? checked(rows * matrix.Stride) : 0;
        if (length <= near.Length)
        {
            Floats = near;
            return;
        }
        _rented = ArrayPool<float>.Shared.Rent(length);
        Floats = _rented;
    }

    /// <summary>The room.</summary>
    public Span<float> Floats { get; }

    /// <summary>How many rows of a matrix to read at once in a scan that would like to read so many.</summary>
    public static int RowsAtOnce(FactorMatrix matrix, int wanted) =>
        matrix.IsRounded ? Math.Clamp(TileFloats / matrix.Stride, 1, wanted) : wanted;

    /// <summary>Gives the room back.</summary>
    public void Dispose()
    {
        if (_rented is not null)
            ArrayPool<float>.Shared.Return(_rented);
    }
}
