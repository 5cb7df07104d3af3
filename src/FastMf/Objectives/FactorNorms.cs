using FastMf.Data;
using FastMf.Kernels;
using FastMf.Models;
using FastMf.Threads;

namespace FastMf.Objectives;

/// <summary>
/// ||U||_F and ||V||_F of one model again and again: the root of the sum of all squares, in double, from left to right
/// within a row, row after row within blocks of 1,024, and block after block. The bits do not depend on threads.
/// </summary>
internal sealed class FactorNorms
{
    private const int BlockSize = 1024;

    private readonly FactorModel _model;
    private readonly WorkerTeam _team;
    private readonly double[] _users;
    private readonly double[] _items;
    private readonly Action<int> _block;

    /// <param name="model">The model; may change between calls, not within one.</param>
    /// <param name="team">Who computes; stays the caller's.</param>
    public FactorNorms(FactorModel model, WorkerTeam team)
    {
        _model = model;
        _team = team;
        _users = new double[BlocksOf(model.UserFactors)];
        _items = new double[BlocksOf(model.ItemFactors)];
        _block = Block;
    }

    /// <summary>The norms now. Allocates nothing.</summary>
    public (double Users, double Items) Measure()
    {
        _team.ForEach(_users.Length + _items.Length, _block);
        return (Root(_users), Root(_items));
    }

    private void Block(int block)
    {
        if (block < _users.Length)
            _users[block] = Squares(_model.UserFactors, block);
        else
            _items[block - _users.Length] = Squares(_model.ItemFactors, block - _users.Length);
    }

    private static int BlocksOf(FactorMatrix factors) => (int)(((long)factors.Rows + BlockSize - 1) / BlockSize);

    private static double Squares(FactorMatrix factors, int block)
    {
        int first = block * BlockSize;
        int end = (int)Math.Min((long)first + BlockSize, factors.Rows);
        double squares = 0;
        for (int row = first; row < end; row++)
            squares += Sum.OfSquares(factors[row]);
        return squares;
    }

    private static double Root(ReadOnlySpan<double> squares)
    {
        double sum = 0;
        foreach (double block in squares)
            sum += block;
        return Math.Sqrt(sum);
    }
}
