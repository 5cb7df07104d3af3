using FastMf.Kernels;

namespace FastMf.Data;

/// <summary>
/// The memory of a grid that a fit is done with, kept by the ratings it was cut from for the next fit to them, as in a search:
/// on some machines a page of fresh memory costs more than all that is written to it. It is held weakly, so the garbage
/// collector takes it when it wants, and memory is never held longer than without this.
/// </summary>
internal sealed class SpareEntries
{
    private WeakReference<SgdEntry[]>? _spare; // taken and left whole, so that two fits at once never share it

    /// <summary>An array of as many entries, holding anything.</summary>
    /// <param name="count">How many ratings there are: the same for each call.</param>
    public SgdEntry[] Take(int count)
    {
        WeakReference<SgdEntry[]>? spare = Interlocked.Exchange(ref _spare, null);
        return spare is not null && spare.TryGetTarget(out SgdEntry[]? entries)
            ? entries
            : GC.AllocateUninitializedArray<SgdEntry>(count);
    }

    /// <summary>Leaves an array that nobody uses any more to the next <see cref="Take"/>.</summary>
    public void Leave(SgdEntry[] entries) => Interlocked.Exchange(ref _spare, new WeakReference<SgdEntry[]>(entries));
}
