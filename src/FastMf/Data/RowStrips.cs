namespace FastMf.Data;

/// <summary>
/// Rows dealt out into strips of about equal numbers of ratings, so that the blocks of a grid take about equal time.
/// Each row goes, most rated first, to the strip with the fewest ratings so far; popular rows thus come first in their
/// strips and stay close together in memory. Rows without ratings belong to no strip.
/// </summary>
internal sealed class RowStrips
{
    /// <summary>Rows a strip may have, so that 16 bits count them.</summary>
    public const int MaxRows = 65_536;

    private readonly int[] _starts;
    private readonly int[] _rows;
    private readonly uint[] _places;

    /// <param name="counts">The number of ratings of each row.</param>
    /// <param name="strips">How many strips; at least rows / <see cref="MaxRows"/>.</param>
    public RowStrips(ReadOnlySpan<int> counts, int strips)
    {
        int[] order = MostRatedFirst(counts);
        int[] strip = new int[order.Length];
        _starts = new int[strips + 1];
        long[] lightest = new long[strips]; // a heap of ratings so far x strips + number of the strip
        for (int s = 0; s < strips; s++)
            lightest[s] = s;
        for (int i = 0; i < order.Length; i++)
        {
            long load = lightest[0];
            int s = (int)(load % strips);
            strip[i] = s;
            bool full = ++_starts[s + 1] == MaxRows;
            ReplaceFirst(lightest, full ? long.MaxValue : load + (long)counts[order[i]] * strips);
        }
        for (int s = 0; s < strips; s++)
            _starts[s + 1] += _starts[s];
        int[] next = _starts.AsSpan(0, strips).ToArray();
        _rows = new int[order.Length];
        _places = new uint[counts.Length];
        for (int i = 0; i < order.Length; i++)
        {
            int position = next[strip[i]]++;
            _rows[position] = order[i];
            _places[order[i]] = (uint)strip[i] << 16 | (uint)(position - _starts[strip[i]]);
        }
    }

    /// <summary>How many rows are in strips.</summary>
    public int Count => _rows.Length;

    /// <summary>How many strips there are.</summary>
    public int Strips => _starts.Length - 1;

    /// <summary>The rows in the order of their strips.</summary>
    public ReadOnlySpan<int> Rows => _rows;

    /// <summary>Where each row stands: its strip in the upper 16 bits, its place there in the lower; 0 without ratings.</summary>
    public ReadOnlySpan<uint> Places => _places;

    /// <summary>The position of a strip's first row.</summary>
    public int Start(int strip) => _starts[strip];

    /// <summary>How many rows a strip has.</summary>
    public int Length(int strip) => _starts[strip + 1] - _starts[strip];

    /// <summary>Puts a number in the place of a heap's least one, and then the least one first.</summary>
    private static void ReplaceFirst(long[] heap, long number)
    {
        int place = 0;
        for (int child = 1; child < heap.Length; child = 2 * place + 1)
        {
            if (child + 1 < heap.Length && heap[child + 1] < heap[child])
                child++;
            if (heap[child] >= number)
                break;
            heap[place] = heap[child];
            place = child;
        }
        heap[place] = number;
    }

    /// <summary>The rated rows by falling count, equal counts by row: a counting sort.</summary>
    private static int[] MostRatedFirst(ReadOnlySpan<int> counts)
    {
        int most = 0;
        foreach (int count in counts)
            most = Math.Max(most, count);
        int[] next = new int[most + 2];
        int rated = 0;
        foreach (int count in counts)
        {
            if (count == 0)
                continue;
            next[most - count + 1]++;
            rated++;
        }
        for (int i = 0; i <= most; i++)
            next[i + 1] += next[i];
        int[] order = new int[rated];
        for (int row = 0; row < counts.Length; row++)
        {
            if (counts[row] > 0)
                order[next[most - counts[row]]++] = row;
        }
        return order;
    }
}
