using System.Runtime.InteropServices;
using FastMf.Data;
using FastMf.Kernels;
using FastMf.Simd;
using FastMf.Threads;

namespace FastMf.Models;

/// <summary>
/// Y = Y Q for a small square Q, row by row in place. Where Q is orthogonal and both sides of a model are turned by it, no
/// prediction changes but for rounding.
/// </summary>
internal sealed class Rotation
{
    private const int Rows = 8;

    private readonly WorkerTeam _team;
    private readonly FactorMatrix[] _rooms; // eight rows and their images, for each worker
    private readonly Action<int> _work;
    private FactorMatrix? _matrix;

    /// <param name="rank">Rows and columns of Q.</param>
    /// <param name="team">Who computes.</param>
    /// <param name="width">The register width.</param>
    public Rotation(int rank, WorkerTeam team, int width)
    {
        _team = team;
        Q = new FactorMatrix((rank + 15) / 16 * 16, rank);
        _rooms = new FactorMatrix[team.Count];
        for (int worker = 0; worker < _rooms.Length; worker++)
            _rooms[worker] = new FactorMatrix(2 * Rows, rank);
        _work = SimdWidth.Dispatch<Binding, Action<int>>(new(this), width);
    }

    /// <summary>Q, to be filled; rows beyond the rank are zero.</summary>
    public FactorMatrix Q { get; }

    /// <summary>Turns all rows of a matrix. Allocates nothing.</summary>
    public void Apply(FactorMatrix matrix)
    {
        _matrix = matrix;
        _team.Run(_work);
        _matrix = null;
    }

    private void Work<TSimd>(int worker)
        where TSimd : struct, ISimd<TSimd>
    {
        FactorMatrix matrix = _matrix!;
        Span<float> source = _rooms[worker].Span(0, Rows);
        Span<float> image = _rooms[worker].Span(Rows, Rows);
        nuint stride = (nuint)matrix.Stride;
        int end = (int)((long)matrix.Rows * (worker + 1) / _team.Count);
        for (int first = (int)((long)matrix.Rows * worker / _team.Count); first < end; first += Rows)
        {
            Span<float> rows = matrix.Span(first, Math.Min(Rows, end - first));
            rows.CopyTo(source);
            RegisterTile<TSimd, StoreProduct<TSimd>>.Strip(
                in MemoryMarshal.GetReference(source),
                1,
                stride,
                in Q.Origin,
                stride,
                matrix.Columns,
                ref MemoryMarshal.GetReference(image),
                stride,
                matrix.Stride
            );
            image[..rows.Length].CopyTo(rows);
        }
    }

    private readonly struct Binding(Rotation rotation) : ISimdVisitor<Action<int>>
    {
        public Action<int> Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd> => rotation.Work<TSimd>;
    }
}
