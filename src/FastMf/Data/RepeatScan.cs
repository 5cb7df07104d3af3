using System.Runtime.CompilerServices;
using FastMf.Threads;

namespace FastMf.Data;

/// <summary>
/// Finds the users who may have rated an item twice: all who have, and few others. Sixteen bits of each item go to a
/// place sorted by user, and per user a table says which of them were there before. So a rating costs two bytes of
/// memory, and the table stays in the L2 cache however many items there are.
/// </summary>
internal static class RepeatScan
{
    private const int Hashes = 1 << 16;

    /// <summary>By user: whether an item may repeat; null where none does.</summary>
    public static bool[]? Find(RatingColumns columns, int userCount, WorkerTeam team)
    {
        if (Ascends(columns))
            return null;
        ushort[] hashes = GC.AllocateUninitializedArray<ushort>(columns.Count);
        int[] offsets = CountingSort.Sort(columns.UserRows, userCount, new Mover(columns.ItemRows, hashes), team);
        bool[] suspects = new bool[userCount];
        bool[] found = new bool[team.Count];
        team.Run(worker =>
        {
            (int begin, int end) = CountingSort.Chunk(columns.Count, worker, team.Count);
            int first = CountingSort.FirstKeyAt(offsets, begin);
            int last = CountingSort.FirstKeyAt(offsets, end);
            found[worker] = Scan(hashes, offsets, first, last, suspects);
        });
        return found.Contains(true) ? suspects : null;
    }

    /// <summary>Whether ratings are sorted by user and item, as many files are: then no pair repeats.</summary>
    private static bool Ascends(RatingColumns columns)
    {
        int[] users = columns.UserRows;
        int[] items = columns.ItemRows;
        for (int i = 1; i < users.Length; i++)
        {
            if (users[i] < users[i - 1] || (users[i] == users[i - 1] && items[i] <= items[i - 1]))
                return false;
        }
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // a file is read once: no time to warm up
    private static bool Scan(ushort[] hashes, int[] offsets, int firstUser, int lastUser, bool[] suspects)
    {
        int[] latest = new int[firstUser < lastUser ? Hashes : 0]; // by hash: the latest user who had it, and 1
        bool found = false;
        for (int user = firstUser; user < lastUser; user++)
        {
            bool repeats = false;
            foreach (ushort hash in hashes.AsSpan(offsets[user]..offsets[user + 1]))
            {
                repeats |= latest[hash] == user + 1;
                latest[hash] = user + 1;
            }
            suspects[user] = repeats;
            found |= repeats;
        }
        return found;
    }

    private readonly struct Mover(int[] items, ushort[] hashes) : IMover
    {
        public void Move(int from, int to) => hashes[to] = (ushort)items[from];
    }
}
