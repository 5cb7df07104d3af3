using FastMf.Data;
using FastMf.Threads;

namespace FastMf.Models;

/// <summary>
/// The most similar items of every item, found once: the lists of <see cref="FactorModel.SimilarItems(int, Span{Scored})"/>, to the bit.
/// Looking one up takes no time and allocates nothing. 8 bytes an entry. Immutable and thread-safe.
/// </summary>
public sealed class SimilarTable
{
    private readonly Scored[] _entries; // Length for each item, of which Counts are there
    private readonly int[] _counts;

    private SimilarTable(int items, int length)
    {
        Length = length;
        _entries = new Scored[(long)items * length];
        _counts = new int[items];
    }

    /// <summary>Items.</summary>
    public int Items => _counts.Length;

    /// <summary>How many similar ones each has at most.</summary>
    public int Length { get; }

    /// <summary>The most similar items of one, best first.</summary>
    /// <param name="item">The item's row.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public ReadOnlySpan<Scored> this[int item]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)item, (uint)_counts.Length, nameof(item));
            return RoomOf(item)[.._counts[item]];
        }
    }

    /// <summary>Copies the most similar items of one.</summary>
    /// <param name="item">The item's row.</param>
    /// <param name="best">Receives them, best first: as many as there are, or as it is long.</param>
    /// <returns>How many were written.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public int Copy(int item, Span<Scored> best)
    {
        ReadOnlySpan<Scored> found = this[item];
        found = found[..Math.Min(found.Length, best.Length)];
        found.CopyTo(best);
        return found.Length;
    }

    /// <summary>Finds the most similar items of every item of a model.</summary>
    /// <param name="model">The model, whose item factors must not change any more.</param>
    /// <param name="count">How many for each item: 1 or more.</param>
    /// <param name="threads">Threads to use; 0 for all processors. Changes no result.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count or the number of threads is out of range.</exception>
    /// <exception cref="OperationCanceledException">The token asked to stop.</exception>
    public static SimilarTable OfItems(
        FactorModel model,
        int count = 10,
        int threads = 0,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        FactorMatrix items = model.ItemFactors;
        SimilarTable table = new(items.Rows, Math.Min(count, Math.Max(0, items.Rows - 1)));
        SimilarSearch search = new(items, table.Length);
        List<int> undecided = search.Decide(table.Set, threads, cancellationToken);
        using WorkerTeam team = new(threads);
        team.ForEach(
            undecided.Count,
            k =>
            {
                if (cancellationToken.IsCancellationRequested)
                    return;
                int item = undecided[k];
                table._counts[item] = model.SimilarItems(item, table.RoomOf(item));
            }
        );
        cancellationToken.ThrowIfCancellationRequested();
        GC.KeepAlive(model);
        return table;
    }

    private Span<Scored> RoomOf(int item) => _entries.AsSpan(item * Length, Length);

    private void Set(int item, ReadOnlySpan<Scored> best)
    {
        best.CopyTo(RoomOf(item));
        _counts[item] = best.Length;
    }
}
