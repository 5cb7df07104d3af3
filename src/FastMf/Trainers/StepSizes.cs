using FastMf.Training;

namespace FastMf.Trainers;

/// <summary>
/// The step sizes of a fit. Constant, inverse-time and bold-driver rates multiply the gradients as they are. AdaGrad's
/// are those of ratings in units of their standard deviation s, so that one rate suits stars and percentages alike:
/// a row steps by rate / sqrt(4 c s^2 + G), where G sums up the squared slopes of its ratings, and a bias by r s
/// times that. c counts as ratings seen before the first one; it keeps rows with few ratings near their start.
/// </summary>
internal sealed class StepSizes
{
    private const float Prior = 30f; // c
    private const float BiasShareOfDeviation = 0.2f; // r

    private readonly SgdOptions _options;
    private readonly double _first;
    private double _rate;
    private double _previous = double.NaN;

    /// <param name="options">Rate and schedule.</param>
    /// <param name="variance">The variance of the ratings, or of the first predictions where that is larger.</param>
    public StepSizes(SgdOptions options, double variance)
    {
        _options = options;
        _first = Rates.AsGiven(options.LearningRate);
        _rate = _first;
        bool adaptive = options.Schedule == SgdSchedule.AdaGrad;
        Accumulator = 4 * Prior * (float)variance;
        MaxShrink = adaptive ? (float)(Math.Sqrt(Accumulator) / _first) : float.PositiveInfinity;
        BiasShare =
            !options.Bias ? 0f
            : adaptive ? BiasShareOfDeviation * (float)Math.Sqrt(variance)
            : 1f;
    }

    /// <summary>The step size of this epoch, as reported.</summary>
    public double LearningRate => _rate;

    /// <summary>A bias' step over its row's; 0 where biases are off.</summary>
    public float BiasShare { get; }

    /// <summary>Where a row's accumulator begins.</summary>
    public float Accumulator { get; }

    /// <summary>
    /// The largest lambda of a row that a step can take: the one that shrinks the row to nothing at once. With a larger one
    /// the row would be thrown to the other side, and where lambda is large beside the ratings, further each time.
    /// </summary>
    public float MaxShrink { get; }

    /// <summary>Sets the step size of an epoch, 1 for the first.</summary>
    public void Begin(int epoch)
    {
        if (_options.Schedule == SgdSchedule.InverseTime)
            _rate = Rates.InverseTime(_first, epoch);
    }

    /// <summary>Bold driver: 5 % more after an epoch that lowered the objective, half after one that raised it.</summary>
    public void Learn(double objective)
    {
        if (_options.Schedule == SgdSchedule.BoldDriver && !double.IsNaN(_previous))
            _rate *= objective < _previous ? 1.05 : 0.5;
        _previous = objective;
    }

    /// <summary>Writes the present step size to a checkpoint or takes it from one.</summary>
    public void Exchange(SessionState state)
    {
        double[] numbers = [_rate, _previous];
        state.Exchange("state.steps", numbers);
        (_rate, _previous) = (numbers[0], numbers[1]);
    }
}
