using FastMf.Kernels;

namespace FastMf.Losses;

/// <summary>The arithmetic of a loss, as a struct so that a kernel is compiled for it.</summary>
internal interface ILoss : ISlope
{
    /// <summary>loss(r, y), in double since it is summed over many ratings.</summary>
    double Value(double target, double prediction);

    /// <summary>Whether the slope jumps or bends between two predictions, so that differences are poor estimates of it.</summary>
    bool Bends(double target, double from, double to);
}

/// <summary>Work that is generic over the loss; <see cref="Loss.Bind{TVisitor, TResult}"/> chooses it.</summary>
internal interface ILossVisitor<out TResult>
{
    TResult Visit<TLoss>(TLoss loss)
        where TLoss : struct, ILoss;
}
