using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using FastMf.Data;
using FastMf.Kernels;
using FastMf.Models;
using FastMf.Objectives;
using FastMf.Threads;
using FastMf.Training;

namespace FastMf.Trainers;

/// <summary>One fit by stochastic gradient descent: parameters in the order of the grid's strips, and its epochs.</summary>
internal sealed class SgdSession : TrainingSession
{
    private const int RatingsBetweenLooks = 16_384; // a fraction of a millisecond: how soon a cancelled fit ends
    private const long NearBytes = 16 << 20; // factors that may stay in a third-level cache
    private const double LeastVariance = 1e-36; // some hundred times of it are still normal in single precision
    private const double DivergedGrowth = 1e4; // mean square of the slopes on the way, in those of an empty model

    private readonly SgdOptions _options;
    private readonly StartingPoint _start;
    private readonly WorkerTeam _team;
    private readonly BlockGrid _grid;
    private readonly DiagonalSchedule _schedule;
    private readonly SgdSide _users;
    private readonly SgdSide _items;
    private readonly SgdBlock _block;
    private readonly SgdTerms _terms;
    private readonly StepSizes _steps;
    private readonly double[] _squares; // of each block's slopes in this epoch
    private readonly ulong _blockSeed;
    private readonly int[] _shards; // the blocks in the order of an epoch of Hogwild
    private readonly double _variance;
    private readonly bool _far; // whether a block's rows come from memory, or nearly
    private readonly Action<int> _work;
    private readonly Func<GridBlock, bool> _tryRun;
    private CancellationToken _cancellationToken;

    public SgdSession(SgdOptions options, StartingPoint start, WorkerTeam team, CancellationToken cancellationToken)
    {
        _options = options;
        _blockSeed = CounterRandom.Derive(options.Seed, 3);
        _start = start;
        _team = team;
        _variance = Math.Max(Moments.Variance(start.Ratings, team), VarianceAtStart(options));
        _variance = Math.Max(_variance, LeastVariance);
        _steps = new StepSizes(options, _variance);
        int stride = start.Model.UserFactors.Stride;
        GridShape shape =
            options.Shape
            ?? GridShape.Choose(start.Ratings.Count, start.UserCounts.Length, start.ItemCounts.Length, stride);
        _grid = BlockGrid.Of(start.Ratings, start.UserCounts, start.ItemCounts, shape, team);
        _far = (_grid.Users.Count + (long)_grid.Items.Count) * stride * sizeof(float) > NearBytes;
        cancellationToken.ThrowIfCancellationRequested();
        _schedule = new DiagonalSchedule(
            _grid.UserStrips,
            _grid.ItemStrips,
            DiagonalSchedule.LengthFor(team.Count, _grid.ItemStrips)
        );
        FactorModel model = start.Model;
        _users = new SgdSide(
            _grid.Users,
            model.UserFactors,
            model.UserBiasArray,
            start.UserCounts,
            options.PenaltyExponent,
            options.Penalty.UserStrength,
            options.BiasPenalty.Users,
            options.Penalty.HasThreshold,
            _steps,
            team
        );
        _items = new SgdSide(
            _grid.Items,
            model.ItemFactors,
            model.ItemBiasArray,
            start.ItemCounts,
            options.PenaltyExponent,
            options.Penalty.ItemStrength,
            options.BiasPenalty.Items,
            options.Penalty.HasThreshold,
            _steps,
            team
        );
        _terms = new SgdTerms(options.Bias ? model.Info.Mean : 0f, _steps.BiasShare, options.NonNegative);
        _block = SgdBlock.Bind(options.Loss, options.Schedule == SgdSchedule.AdaGrad);
        _squares = new double[_grid.Blocks];
        _shards = new int[options.Parallel == SgdParallel.Hogwild ? _squares.Length : 0];
        _tryRun = TryRun;
        _work = options.Parallel == SgdParallel.Hogwild ? Race : Work;
    }

    public override FactorModel Model => _start.Model;

    public override double LearningRate => _steps.LearningRate;

    public override double PenaltyStep =>
        _options.Schedule == SgdSchedule.AdaGrad
            ? double.NaN
            : LearningRate
                * Math.Max(
                    _options.Penalty.UserStrength.Shrink * ShareOfRarest(_start.UserCounts),
                    _options.Penalty.ItemStrength.Shrink * ShareOfRarest(_start.ItemCounts)
                );

    public override bool WantsObjective => _options.Schedule == SgdSchedule.BoldDriver;

    public override bool RunEpoch(int epoch, CancellationToken cancellationToken)
    {
        _cancellationToken = cancellationToken;
        _steps.Begin(epoch);
        _schedule.Begin(CounterRandom.UniformInt(_blockSeed, (ulong)epoch, 0, _grid.ItemStrips));
        ShuffleGroups(epoch);
        _team.Run(_work);
        cancellationToken.ThrowIfCancellationRequested();
        double squares = 0;
        foreach (double block in _squares)
            squares += block;
        double typical = _options.Loss.SquaredSlope(_variance);
        return double.IsFinite(squares) && squares <= DivergedGrowth * typical * _start.Ratings.Count;
    }

    public override bool Publish()
    {
        bool users = _users.Store(_team);
        bool items = _items.Store(_team);
        return users && items;
    }

    public override void Learn(double objective) => _steps.Learn(objective);

    public override void Exchange(SessionState state)
    {
        _users.Exchange("state.user_accumulators", state);
        _items.Exchange("state.item_accumulators", state);
        _steps.Exchange(state);
    }

    public override void Dispose()
    {
        base.Dispose();
        _grid.Dispose();
    }

    public override ObjectiveValue Measure(CancellationToken cancellationToken) =>
        ObjectiveFunction.Evaluator(Model, _start.Ratings, _options.Objective, _team).Evaluate(cancellationToken);

    /// <summary>
    /// The variance of u.v as drawn. Where it is larger than that of the ratings, it is what the first steps have to do with.
    /// </summary>
    private static double VarianceAtStart(SgdOptions options)
    {
        double variance = (double)options.InitScale * options.InitScale;
        return options.Rank * variance * variance;
    }

    /// <summary>n^(nu-1) of the row with the fewest ratings, whose steps carry the most penalty.</summary>
    private double ShareOfRarest(int[] counts) =>
        PenaltyWeights.OfRating(counts.Where(n => n > 0).DefaultIfEmpty().Min(), _options.PenaltyExponent);

    /// <summary>Draws the order of each group's blocks for an epoch of Hogwild.</summary>
    private void ShuffleGroups(int epoch)
    {
        int blocks = _grid.ItemStrips * _grid.ItemStrips; // of a group
        for (int first = 0; first < _shards.Length; first += blocks)
        {
            Span<int> group = _shards.AsSpan(first, blocks);
            Permutation.Fill(group, _blockSeed, ((ulong)epoch << 32) + (ulong)first);
            TensorPrimitives.Add(group, first, group);
        }
    }

    private void Work(int worker) => _schedule.Work(_tryRun);

    /// <summary>
    /// Hogwild: each worker goes through its share of each group's blocks, drawn anew each epoch, and waits for nobody. Groups stay
    /// one after the other, as with the schedule: what the later ones gain by it is worth several epochs.
    /// </summary>
    private void Race(int worker)
    {
        int blocks = _grid.ItemStrips * _grid.ItemStrips; // of a group
        for (int group = 0; group < _shards.Length; group += blocks)
        {
            (int first, int end) = CountingSort.Chunk(blocks, worker, _team.Count);
            foreach (int block in _shards.AsSpan(group + first, end - first))
            {
                if (!TryRun(new(block / _grid.ItemStrips, block % _grid.ItemStrips, Round: 0, Follows: false)))
                    return;
            }
        }
    }

    /// <summary>
    /// Brings a strip into the second-level cache, where it fits: row by row in the order of the ratings it would come at
    /// the latency of memory.
    /// </summary>
    private static void Touch(in SgdStrip strip)
    {
        if ((long)strip.Rows.Length * strip.Stride * sizeof(float) > GridShape.StripBytes)
            return;
        ref float first = ref MemoryMarshal.GetReference(strip.FirstRow);
        CacheLines.Touch(MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref first, strip.Rows.Length * strip.Stride)));
        CacheLines.Touch(MemoryMarshal.AsBytes(strip.Rows));
    }

    /// <summary>Runs a block; false where it was cancelled on the way.</summary>
    private bool TryRun(GridBlock block)
    {
        ReadOnlySpan<SgdEntry> entries = _grid.Entries(block.Row, block.Column);
        ReadOnlySpan<float> weights = _grid.Weights(block.Row, block.Column);
        SgdStrip users = _users.Strip(block.Row);
        SgdStrip items = _items.Strip(block.Column);
        if (_far && !block.Follows)
            Touch(items);
        if (_far)
            Touch(users);
        double squares = 0;
        while (!entries.IsEmpty)
        {
            if (_cancellationToken.IsCancellationRequested)
                return false;
            int count = Math.Min(entries.Length, RatingsBetweenLooks);
            squares += _block.Run(
                entries[..count],
                weights.IsEmpty ? weights : weights[..count],
                users,
                items,
                _terms,
                (float)_steps.LearningRate
            );
            entries = entries[count..];
            weights = weights.IsEmpty ? weights : weights[count..];
        }
        _squares[block.Row * _grid.ItemStrips + block.Column] = squares;
        return true;
    }
}
