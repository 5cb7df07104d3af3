using FastMf.Data;
using FastMf.Kernels;
using FastMf.Threads;

namespace FastMf.Objectives;

/// <summary>
/// ||X||_F of a matrix that changes between calls: the root of the sum of all squares, in double, from left to right
/// within a row, row after row within blocks of 1,024, and block after block. The bits do not depend on threads.
/// </summary>
internal sealed class MatrixNorm
{
    private const int BlockSize = 1024;

    private readonly FactorMatrix _matrix;
    private readonly double[] _squares; // of each block
    private readonly Action<int> _block;

    /// <param name="matrix">The matrix; may change between calls, not within one.</param>
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
        int end = (int)Math.Min((long)first + BlockSize, _matrix.Rows);
        double squares = 0;
        for (int row = first; row < end; row++)
            squares += Sum.OfSquares(_matrix[row]);
        _squares[block] = squares;
    }
}
