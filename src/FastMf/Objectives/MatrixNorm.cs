using FastMf.Data;
using FastMf.Kernels;
using FastMf.Threads;

namespace FastMf.Objectives;

/// <summary>
/// ||X||_F, the root of the sum of all squares of a matrix that changes between calls: in double, row after row within
/// blocks of 4,096 rows, and block after block, so that the bits do not depend on the number of threads.
/// </summary>
internal sealed class MatrixNorm
{
    private const int BlockSize = 4096;

    private readonly FactorMatrix _matrix;
    private readonly double[] _squares; // of each block
    private readonly Action<int> _block;

    public MatrixNorm(FactorMatrix matrix)
    {
        _matrix = matrix;
        _squares = new double[(int)(((long)matrix.Rows + BlockSize - 1) / BlockSize)];
        _block = Block;
    }

    /// <summary>The norm now. Allocates nothing.</summary>
    public double Of(WorkerTeam team)
    {
        team.ForEach(_squares.Length, _block);
        double sum = 0;
        foreach (double block in _squares)
            sum += block;
        return Math.Sqrt(sum);
    }

    private void Block(int block)
    {
        int first = block * BlockSize;
        _squares[block] = Sum.OfSquares(_matrix.RowsFrom(first, Math.Min(BlockSize, _matrix.Rows - first)));
    }
}
