using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;
using FastMf.Benchmarks.EndToEnd;
using FastMf.Data;
using FastMf.Kernels;
using FastMf.Objectives;
using FastMf.Threads;

namespace FastMf.Benchmarks.Retired;

/// <summary>
/// Another way to the blocks, in two steps that each write to few places at once: first each rating goes to its user strip,
/// of which there are hundreds where there are thousands of blocks, then a strip is sorted by block and user in one go. Not taken:
/// what the first step gains the second loses, for a whole strip does not fit the first-level cache as a block does.
/// </summary>
internal sealed class BucketSort
{
    private readonly Ratings _ratings;
    private readonly RowStrips _users;
    private readonly RowStrips _items;
    private readonly SgdEntry[] _entries;
    private readonly float[]? _weights;
    private readonly int[] _starts; // of each block, one more
    private readonly int[] _bucketStarts; // one more
    private readonly int _bucketStrips; // item strips in a bucket: all of them or, where a rating's path would not fit 32 bits, one
    private readonly int _userBits;
    private readonly int _itemBits;

    /// <summary>Both ways on the same ratings, in turns, in memory used before.</summary>
    public static void Run(int ratings)
    {
        Ratings train = LargeSet.Generate(ratings);
        using WorkerTeam team = new(0);
        int[] userCounts = PenaltyWeights.Counts(train.UserRows, train.Users.Count);
        int[] itemCounts = PenaltyWeights.Counts(train.ItemRows, train.Items.Count);
        GridShape shape = GridShape.Choose(train.Count, userCounts.Length, itemCounts.Length, 32);
        SgdEntry[] entries = new SgdEntry[train.Count];
        for (int repetition = 0; repetition < 5; repetition++)
        {
            long began = Stopwatch.GetTimestamp();
            using (new BlockGrid(train, userCounts, itemCounts, shape, team, train.SpareGrid.Take())) { }
            double straight = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            began = Stopwatch.GetTimestamp();
            RowStrips users = new(userCounts, shape.UserStrips);
            Sort(train, users, new RowStrips(itemCounts, shape.ItemStrips), entries, null, team);
            double buckets = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            Console.WriteLine($"straight to the blocks {straight:F0} ms, by buckets {buckets:F0} ms");
        }
    }

    private BucketSort(Ratings ratings, RowStrips users, RowStrips items, SgdEntry[] entries, float[]? weights)
    {
        (_ratings, _users, _items, _entries, _weights) = (ratings, users, items, entries, weights);
        _userBits = BitOperations.Log2((uint)Longest(users)) + 1;
        _itemBits = BitOperations.Log2((uint)Longest(items)) + 1;
        bool fits = _userBits + _itemBits + BitOperations.Log2((uint)items.Strips) < 32;
        _bucketStrips = fits ? items.Strips : 1;
        _starts = new int[users.Strips * items.Strips + 1];
        _bucketStarts = new int[(_starts.Length - 1) / _bucketStrips + 1];
    }

    /// <summary>Sorts the ratings.</summary>
    /// <param name="ratings">What to sort.</param>
    /// <param name="users">The users' strips.</param>
    /// <param name="items">The items' strips.</param>
    /// <param name="entries">Receives the ratings: block after block, user strip after user strip.</param>
    /// <param name="weights">Receives their weights; null where all are 1.</param>
    /// <param name="team">Shares the work.</param>
    /// <returns>Where each block begins, and the end of the last.</returns>
    public static int[] Sort(
        Ratings ratings,
        RowStrips users,
        RowStrips items,
        SgdEntry[] entries,
        float[]? weights,
        WorkerTeam team
    )
    {
        BucketSort sort = new(ratings, users, items, entries, weights);
        sort.FillBuckets(team);
        sort.SortBuckets(team);
        return sort._starts;
    }

    /// <summary>Moves each rating to its bucket, a stretch of ratings for each worker.</summary>
    private void FillBuckets(WorkerTeam team)
    {
        int buckets = _bucketStarts.Length - 1;
        int[][] next = new int[team.Count][];
        team.Run(worker =>
        {
            int[] counts = new int[buckets];
            (int first, int end) = CountingSort.Chunk(_ratings.Count, worker, team.Count);
            ReadOnlySpan<uint> userPlaces = _users.Places;
            ReadOnlySpan<uint> itemPlaces = _items.Places;
            ReadOnlySpan<int> userRows = _ratings.UserRows;
            ReadOnlySpan<int> itemRows = _ratings.ItemRows;
            bool whole = _bucketStrips > 1;
            for (int k = first; k < end; k++)
                counts[Bucket(userPlaces[userRows[k]], whole ? 0 : itemPlaces[itemRows[k]])]++;
            next[worker] = counts;
        });
        int start = 0;
        for (int bucket = 0; bucket < buckets; bucket++)
        {
            _bucketStarts[bucket] = start;
            foreach (int[] counts in next)
                (counts[bucket], start) = (start, start + counts[bucket]);
        }
        _bucketStarts[buckets] = start;
        team.Run(worker =>
        {
            int[] places = next[worker];
            (int first, int end) = CountingSort.Chunk(_ratings.Count, worker, team.Count);
            ReadOnlySpan<uint> userPlaces = _users.Places;
            ReadOnlySpan<uint> itemPlaces = _items.Places;
            ReadOnlySpan<int> userRows = _ratings.UserRows;
            ReadOnlySpan<int> itemRows = _ratings.ItemRows;
            ReadOnlySpan<float> values = _ratings.Values;
            ReadOnlySpan<float> weights = _ratings.Weights;
            Span<OnTheWay> entries = MemoryMarshal.Cast<SgdEntry, OnTheWay>(_entries.AsSpan());
            for (int k = first; k < end; k++)
            {
                uint user = userPlaces[userRows[k]];
                uint item = itemPlaces[itemRows[k]];
                int place = places[Bucket(user, item)]++;
                entries[place] = new OnTheWay(Path(user, item), values[k]);
                if (_weights is not null)
                    _weights[place] = weights[k];
            }
        });
    }

    /// <summary>A worker's copy of a bucket is one array for all its buckets: fresh memory costs more than the sort.</summary>
    private void SortBuckets(WorkerTeam team)
    {
        int buckets = _bucketStarts.Length - 1;
        int largest = 0;
        for (int bucket = 0; bucket < buckets; bucket++)
            largest = Math.Max(largest, _bucketStarts[bucket + 1] - _bucketStarts[bucket]);
        team.Run(worker =>
        {
            OnTheWay[] copy = GC.AllocateUninitializedArray<OnTheWay>(largest);
            float[] weights = _weights is null ? [] : new float[largest];
            int[] next = new int[_bucketStrips * Longest(_users)];
            Block[] blocks = new Block[_bucketStrips];
            for (int bucket = worker; bucket < buckets; bucket += team.Count)
                SortBucket(bucket, copy, weights, next, blocks);
        });
        _starts[^1] = _ratings.Count;
    }

    private void SortBucket(int bucket, OnTheWay[] copy, float[] weights, int[] next, Block[] blocks)
    {
        int start = _bucketStarts[bucket];
        int count = _bucketStarts[bucket + 1] - start;
        Span<SgdEntry> entries = _entries.AsSpan(start, count);
        ReadOnlySpan<OnTheWay> ratings = copy.AsSpan(0, count);
        MemoryMarshal.Cast<SgdEntry, OnTheWay>(entries).CopyTo(copy);
        _weights?.AsSpan(start, count).CopyTo(weights);

        int users = _users.Length(bucket * _bucketStrips / _items.Strips);
        int strip = _userBits + _itemBits;
        uint userMask = (1u << _userBits) - 1;
        uint itemMask = (1u << _itemBits) - 1;
        next.AsSpan(0, _bucketStrips * users).Clear();
        foreach (OnTheWay rating in ratings)
            next[(int)((ulong)rating.Path >> strip) * users + (int)(rating.Path & userMask)]++;
        int first = 0;
        for (int s = 0; s < _bucketStrips; s++)
        {
            Span<int> ofStrip = next.AsSpan(s * users, users);
            int length = 0;
            foreach (int ofUser in ofStrip)
                length += ofUser;
            blocks[s] = new Block(first, new Interleaving(length));
            _starts[bucket * _bucketStrips + s] = start + first;
            first += length;
            int position = 0;
            foreach (ref int user in ofStrip)
                (user, position) = (position, position + user);
        }
        for (int k = 0; k < count; k++)
        {
            OnTheWay rating = ratings[k];
            int s = (int)((ulong)rating.Path >> strip);
            uint user = rating.Path & userMask;
            ref readonly Block block = ref blocks[s];
            int place = block.First + block.Places.Of(next[s * users + (int)user]++);
            entries[place] = new SgdEntry((ushort)user, (ushort)((rating.Path >> _userBits) & itemMask), rating.Value);
            if (_weights is not null)
                _weights[start + place] = weights[k];
        }
    }

    private static int Longest(RowStrips strips) => Enumerable.Range(0, strips.Strips).Max(strips.Length);

    private int Bucket(uint userPlace, uint itemPlace) =>
        _bucketStrips > 1 ? (int)(userPlace >> 16) : (int)(userPlace >> 16) * _items.Strips + (int)(itemPlace >> 16);

    /// <summary>Item strip (where a bucket has several), place in it, and the user's place, from the highest bits down.</summary>
    private uint Path(uint userPlace, uint itemPlace)
    {
        uint path = (itemPlace & 0xFFFF) << _userBits | (userPlace & 0xFFFF);
        return _bucketStrips > 1 ? path | (itemPlace >> 16) << (_userBits + _itemBits) : path;
    }

    /// <summary>A rating in its bucket; takes the room of its entry.</summary>
    private readonly record struct OnTheWay(uint Path, float Value);

    private readonly record struct Block(int First, Interleaving Places);
}
