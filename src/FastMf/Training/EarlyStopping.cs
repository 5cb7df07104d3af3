namespace FastMf.Training;

/// <summary>
/// Remembers the best epoch and says when to stop: after <c>patience</c> epochs without a better error, or when an
/// epoch improves the error by less than the share <c>tolerance</c> of it.
/// </summary>
internal sealed class EarlyStopping(int? patience, double? tolerance)
{
    private double _best = double.PositiveInfinity;
    private double _previous = double.PositiveInfinity;

    /// <summary>The epoch with the smallest error so far; the first of equals.</summary>
    public int BestEpoch { get; private set; }

    /// <summary>Takes note of an epoch's error; null where nothing was measured.</summary>
    public StopReason? Observe(int epoch, double? error)
    {
        if (error is not { } current)
            return null;
        bool settled = tolerance is { } share && epoch > 0 && _previous - current < share * Math.Abs(_previous);
        _previous = current;
        if (current < _best)
        {
            _best = current;
            BestEpoch = epoch;
        }
        if (epoch - BestEpoch >= patience)
            return StopReason.Patience;
        return settled ? StopReason.Tolerance : null;
    }
}
