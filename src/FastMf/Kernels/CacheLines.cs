using System.Runtime.CompilerServices;

namespace FastMf.Kernels;

/// <summary>Memory brought near before it is worked on in a random order.</summary>
internal static class CacheLines
{
    private const int Line = 64; // bytes, on all processors that matter here; elsewhere lines are larger

    /// <summary>
    /// Reads one byte of each line, in order: the loads wait for nothing, so a core has as many lines under way as it
    /// can, at several times the rate of a loop that needs each row before it can go on to the next. Plain loads and no
    /// prefetch instructions, which not every processor has.
    /// </summary>
    /// <returns>The sum of what was read, of no use; it keeps the loads from being left out.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Touch(ReadOnlySpan<byte> memory)
    {
        int sum = 0;
        for (int i = 0; i < memory.Length; i += Line)
            sum += memory[i];
        return sum;
    }
}
