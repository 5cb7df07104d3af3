namespace FastMf.Tests;

/// <summary>Counts the bytes that work takes.</summary>
internal static class Allocation
{
    private const int Rounds = 5;

    /// <summary>
    /// The bytes that this thread takes for a piece of work, which is done several times: the fewest of all rounds. What the
    /// work takes is in each of them. A round during which the garbage collector works in the background is charged with
    /// the unused rest of the thread's own piece of memory too, up to 8 KB, and the first one with what the compiler takes.
    /// </summary>
    public static long Of(Action work)
    {
        long fewest = long.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            work();
            fewest = Math.Min(fewest, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return fewest;
    }
}
