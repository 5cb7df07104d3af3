using System.Numerics;
using System.Runtime.InteropServices;
using FastMf.Kernels;
using FastMf.Threads;

namespace FastMf.Data;

/// <remarks>
/// This part cuts ratings that stand user after user, as most files have them: a user strip's are gathered at once, so that its blocks
/// are filled, in order, in the cache. Half the time of the way that any order needs.
/// </remarks>
internal sealed partial class BlockGrid
{
    /// <summary>Whether the rows never fall.</summary>
    private static bool AreByUser(int[] userRows, WorkerTeam team)
    {
        bool[] falls = new bool[team.Count];
        team.Run(worker =>
        {
            (int first, int end) = CountingSort.Chunk(userRows.Length, worker, team.Count);
            falls[worker] = Falls(userRows.AsSpan(first, Math.Min(end + 1, userRows.Length) - first));
        });
        return !falls.Contains(true);
    }

    private static bool Falls(ReadOnlySpan<int> rows)
    {
        int k = 1;
        for (; k + Vector<int>.Count <= rows.Length; k += Vector<int>.Count)
        {
            if (Vector.GreaterThanAny(new Vector<int>(rows[(k - 1)..]), new Vector<int>(rows[k..])))
                return true;
        }
        for (; k < rows.Length; k++)
        {
            if (rows[k - 1] > rows[k])
                return true;
        }
        return false;
    }

    private void Gather(Ratings ratings, int[] userCounts, WorkerTeam team)
    {
        int[] firsts = new int[userCounts.Length]; // of each user's ratings
        for (int user = 1; user < firsts.Length; user++)
            firsts[user] = firsts[user - 1] + userCounts[user - 1];
        int start = 0;
        for (int strip = 0; strip < UserStrips; strip++)
        {
            _starts[strip * ItemStrips] = start;
            foreach (int user in Users.Rows.Slice(Users.Start(strip), Users.Length(strip)))
                start += userCounts[user];
        }
        team.ForEach(UserStrips, strip => Gather(strip, ratings, firsts, userCounts));
    }

    /// <summary>Fills the blocks of a user strip: its ratings are read into the cache, counted, and put to their places.</summary>
    private void Gather(int strip, Ratings ratings, int[] firsts, int[] userCounts)
    {
        ReadOnlySpan<int> users = Users.Rows.Slice(Users.Start(strip), Users.Length(strip));
        ReadOnlySpan<uint> places = Items.Places;
        foreach (int user in users) // at once: one by one they would come at the latency of memory
        {
            CacheLines.Touch(MemoryMarshal.AsBytes(ratings.ItemRows.Slice(firsts[user], userCounts[user])));
            CacheLines.Touch(MemoryMarshal.AsBytes(ratings.Values.Slice(firsts[user], userCounts[user])));
        }
        Span<int> counts = stackalloc int[ItemStrips];
        foreach (int user in users)
        {
            foreach (int item in ratings.ItemRows.Slice(firsts[user], userCounts[user]))
                counts[(int)(places[item] >> 16)]++;
        }
        Span<int> starts = _starts.AsSpan(strip * ItemStrips, ItemStrips);
        Span<Turns> turns = stackalloc Turns[ItemStrips];
        for (int block = 0; block < counts.Length; block++)
        {
            if (block > 0)
                starts[block] = starts[block - 1] + counts[block - 1];
            turns[block] = new(starts[block], counts[block]);
        }
        SgdEntry[] entries = _entries;
        for (int row = 0; row < users.Length; row++)
        {
            int first = firsts[users[row]];
            ReadOnlySpan<int> items = ratings.ItemRows.Slice(first, userCounts[users[row]]);
            ReadOnlySpan<float> values = ratings.Values.Slice(first, items.Length);
            for (int k = 0; k < items.Length; k++)
            {
                uint item = places[items[k]];
                int place = turns[(int)(item >> 16)].Next();
                entries[place] = new SgdEntry((ushort)row, (ushort)item, values[k]);
                if (_weights is not null)
                    _weights[place] = ratings.Weights[first + k];
            }
        }
    }
}
