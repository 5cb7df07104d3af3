using System.Runtime.ExceptionServices;

namespace FastMf.IO;

/// <summary>A block of a file, taken in turn.</summary>
/// <param name="turn">How many blocks come before it.</param>
internal sealed class TakenBlock(int turn)
{
    /// <summary>How many blocks come before it.</summary>
    public int Turn => turn;

    /// <summary>The lines.</summary>
    public Block? Block { get; init; }

    /// <summary>Where its ratings go.</summary>
    public RatingSegment? Segment { get; init; }

    /// <summary>How many lines it has.</summary>
    public int Lines { get; init; }

    /// <summary>Who reads it.</summary>
    public int Worker { get; init; }

    /// <summary>Its bad lines. Where there are any, the block is still needed when its turn comes.</summary>
    public IReadOnlyList<BadLine> BadLines { get; set; } = [];

    /// <summary>What went wrong with it; told when its turn comes.</summary>
    public ExceptionDispatchInfo? Error { get; set; }
}

/// <summary>
/// Lets several workers read blocks of one file, each on its own, and hand them in in the order of the file: whatever
/// goes wrong, the first error in the file is the one that is told.
/// </summary>
/// <param name="reader">Cuts the file into blocks.</param>
/// <param name="first">The first block, which was looked at before.</param>
/// <param name="place">Gives a block its place; called in the order of the file.</param>
internal sealed class BlockTurns(BlockReader reader, Block first, Func<Block, RatingSegment> place)
{
    private readonly Lock _taking = new();
    private readonly object _handing = new();
    private Block? _first = first;
    private int _taken;
    private bool _ended;
    private readonly Dictionary<int, TakenBlock> _early = []; // handed in before their turn
    private int _handedIn;
    private bool _stopped;

    /// <summary>Takes the next block, read into the buffer of one that was handed in; null at the end.</summary>
    public TakenBlock? Take(int worker, Block? used)
    {
        lock (_taking)
        {
            if (_ended || Volatile.Read(ref _stopped))
                return null;
            try
            {
                Block block = _first ?? used ?? new Block();
                _ended = _first is null && !reader.Fill(block);
                _first = null;
                if (_ended)
                    return null;
                RatingSegment segment = place(block);
                return new(_taken++)
                {
                    Block = block,
                    Segment = segment,
                    Lines = block.Lines,
                    Worker = worker,
                };
            }
            catch (Exception e)
            {
                _ended = true;
                return new TakenBlock(_taken++) { Error = ExceptionDispatchInfo.Capture(e) };
            }
        }
    }

    /// <summary>
    /// Does the work that is done in order, for this block and those that have waited for it; false where all has
    /// stopped before. Who comes early leaves the work to the others and goes on.
    /// </summary>
    public bool HandIn(TakenBlock block, Action<TakenBlock> work)
    {
        lock (_handing)
        {
            bool isNeeded = block.Error is not null || block.BadLines.Count > 0;
            while (isNeeded && _handedIn != block.Turn && !_stopped)
                Monitor.Wait(_handing);
            if (_stopped)
                return false;
            _early.Add(block.Turn, block);
            try
            {
                for (; _early.Remove(_handedIn, out TakenBlock? next); _handedIn++)
                {
                    next.Error?.Throw();
                    work(next);
                }
            }
            catch
            {
                _stopped = true;
                throw;
            }
            finally
            {
                Monitor.PulseAll(_handing);
            }
            return true;
        }
    }

    /// <summary>Lets nobody take or hand in a block any more.</summary>
    public void Stop()
    {
        lock (_handing)
        {
            Volatile.Write(ref _stopped, true);
            Monitor.PulseAll(_handing);
        }
    }
}
