namespace FastMf.Data;

/// <summary>
/// The grid that a fit is done with, kept by the ratings it was cut from for the next fit to them, as in a search: it depends on
/// nothing but them and its shape, and of another shape at least its memory is of use, since a page of fresh memory costs more than
/// all that is written to it. It is held weakly, so the garbage collector takes it when it wants.
/// </summary>
internal sealed class SpareGrid
{
    private WeakReference<BlockGrid>? _spare; // taken and left whole, so that two fits at once never share it

    /// <summary>The grid that was left last, for the caller alone; null where there is none.</summary>
    public BlockGrid? Take()
    {
        WeakReference<BlockGrid>? spare = Interlocked.Exchange(ref _spare, null);
        return spare is not null && spare.TryGetTarget(out BlockGrid? grid) ? grid : null;
    }

    /// <summary>Leaves a grid that nobody uses any more to the next <see cref="Take"/>.</summary>
    public void Leave(BlockGrid grid) => Interlocked.Exchange(ref _spare, new WeakReference<BlockGrid>(grid));
}
