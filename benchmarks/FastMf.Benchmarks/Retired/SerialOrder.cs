using FastMf.Benchmarks.EndToEnd;

namespace FastMf.Benchmarks.Retired;

/// <summary>
/// A block's ratings user after user, as a sort leaves them. Replaced by taking them from four parts of the block in turns
/// (<see cref="Data.Interleaving"/>): the next rating of the same user must wait for the whole chain of the one before.
/// </summary>
internal static class SerialOrder
{
    public static void Run()
    {
        Console.WriteLine("rank   user after user   four in turns, ns a rating in the first-level cache");
        foreach (int rank in (int[])[16, 32, 64, 128, 256])
            Console.WriteLine(
                $"{rank, 4} {KernelBound.Measure(rank, inTurns: false), 14:F2} {KernelBound.Measure(rank, inTurns: true), 15:F2}"
            );
    }
}
