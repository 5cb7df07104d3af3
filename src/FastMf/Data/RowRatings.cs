using System.Diagnostics;
using FastMf.Threads;

namespace FastMf.Data;

/// <summary>Ratings with their weights, grouped by user (or by item): within a row in the order of the source.</summary>
internal sealed class RowRatings
{
    private readonly int[] _offsets;
    private int[] _others;
    private float[] _values;
    private float[]? _weights;

    /// <param name="ratings">The ratings.</param>
    /// <param name="byItem">Whether rows are items; otherwise users.</param>
    /// <param name="team">Shares the work.</param>
    public RowRatings(Ratings ratings, bool byItem, WorkerTeam team)
    {
        _others = GC.AllocateUninitializedArray<int>(ratings.Count);
        _values = GC.AllocateUninitializedArray<float>(ratings.Count);
        _weights = ratings.WeightArray is null ? null : GC.AllocateUninitializedArray<float>(ratings.Count);
        int[] rows = byItem ? ratings.ItemRowArray : ratings.UserRowArray;
        int[] others = byItem ? ratings.UserRowArray : ratings.ItemRowArray;
        int count = byItem ? ratings.Items.Count : ratings.Users.Count;
        _offsets = CountingSort.Sort(rows, count, new Mover(ratings, others, this), team);
    }

    /// <summary>One row, without ratings until it is given some.</summary>
    public RowRatings()
    {
        _offsets = [0, 0];
        _others = [];
        _values = [];
    }

    /// <summary>Gives the only row other ratings. Allocates only where there are more than ever before.</summary>
    public void Replace(ReadOnlySpan<int> others, ReadOnlySpan<float> values, ReadOnlySpan<float> weights)
    {
        Debug.Assert(Rows == 1 && values.Length == others.Length);
        if (_others.Length < others.Length)
        {
            _others = new int[others.Length];
            _values = new float[others.Length];
        }
        _offsets[1] = others.Length;
        others.CopyTo(_others);
        values.CopyTo(_values);
        _weights = weights.IsEmpty ? null : weights.ToArray();
    }

    /// <summary>Rows.</summary>
    public int Rows => _offsets.Length - 1;

    /// <summary>How many ratings a row has.</summary>
    public int CountOf(int row) => _offsets[row + 1] - _offsets[row];

    /// <summary>The other side's row of each of the row's ratings.</summary>
    public ReadOnlySpan<int> OthersOf(int row) => _others.AsSpan(_offsets[row], CountOf(row));

    /// <summary>The row's ratings, in the order of <see cref="OthersOf"/>.</summary>
    public ReadOnlySpan<float> ValuesOf(int row) => _values.AsSpan(_offsets[row], CountOf(row));

    /// <summary>Their weights; empty where all are 1.</summary>
    public ReadOnlySpan<float> WeightsOf(int row) =>
        _weights is null ? default : _weights.AsSpan(_offsets[row], CountOf(row));

    private readonly struct Mover(Ratings ratings, int[] others, RowRatings target) : IMover
    {
        private readonly float[] _sourceValues = ratings.ValueArray;
        private readonly float[]? _sourceWeights = ratings.WeightArray;

        public void Move(int from, int to)
        {
            target._others[to] = others[from];
            target._values[to] = _sourceValues[from];
            if (_sourceWeights is not null)
                target._weights![to] = _sourceWeights[from];
        }
    }
}
