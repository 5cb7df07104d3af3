using FastMf.Threads;
using Microsoft.Win32.SafeHandles;

namespace FastMf.IO;

/// <summary>
/// Counts the lines of a file before it is read. Ratings then go to their final places at once, where otherwise all of
/// them would be copied: fresh memory costs more than a look at a file that is read a second time from the cache.
/// </summary>
internal static class LineCount
{
    private const int ChunkSize = 1 << 22;
    private const int ReadSize = 1 << 18; // stays in the L2 cache

    /// <summary>How many lines a file has from a place on; the last may lack its end.</summary>
    public static long From(SafeFileHandle file, long begin, WorkerTeam team, CancellationToken cancellationToken)
    {
        long length = RandomAccess.GetLength(file) - begin;
        long[] counts = new long[(length + ChunkSize - 1) / ChunkSize];
        byte[][] buffers = new byte[team.Count][];
        int next = 0;
        team.Run(worker =>
        {
            byte[] buffer = buffers[worker] = GC.AllocateUninitializedArray<byte>(ReadSize);
            for (
                int i = Interlocked.Increment(ref next) - 1;
                i < counts.Length;
                i = Interlocked.Increment(ref next) - 1
            )
            {
                cancellationToken.ThrowIfCancellationRequested();
                long chunk = (long)i * ChunkSize;
                counts[i] = Count(file, begin + chunk, begin + Math.Min(chunk + ChunkSize, length), buffer);
            }
        });
        Span<byte> last = stackalloc byte[1];
        bool endless = RandomAccess.Read(file, last, begin + length - 1) == 1 && last[0] != '\n';
        return counts.Sum() + (endless ? 1 : 0);
    }

    private static long Count(SafeFileHandle file, long begin, long end, byte[] buffer)
    {
        long count = 0;
        while (begin < end)
        {
            int read = RandomAccess.Read(file, buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - begin)), begin);
            if (read == 0)
                break;
            count += buffer.AsSpan(0, read).Count((byte)'\n');
            begin += read;
        }
        return count;
    }
}
