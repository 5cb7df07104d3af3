using System.Numerics.Tensors;
using FastMf.Data;
using FastMf.Kernels;
using FastMf.Models;
using FastMf.Objectives;
using FastMf.Threads;
using FastMf.Training;

namespace FastMf.Trainers;

/// <summary>One fit by pairs. It works on the model's own rows.</summary>
internal sealed class BprSession : TrainingSession
{
    private const int RowsAtOnce = 1024;
    private const int ItemsOfStrip = 64; // at least: fewer are too few to draw from
    private const float Prior = 30f; // pairs that a row counts as having seen, at x = 0, before its first one
    private const float BiasShare = 0.2f; // a bias' step over its row's, with AdaGrad

    private readonly BprOptions _options;
    private readonly StartingPoint _start;
    private readonly WorkerTeam _team;
    private readonly PairGrid _grid;
    private readonly DiagonalSchedule? _schedule; // none with Hogwild, where user strips are worked on at once
    private readonly PairBlock _block;
    private readonly PairTerms _terms;
    private readonly float[] _userSums;
    private readonly float[] _itemSums;
    private readonly float[] _itemBias;
    private readonly double[] _squares; // of each block's slopes in this epoch
    private readonly bool[] _finite; // of each stretch of rows, users first
    private readonly int _userStretches;
    private readonly ulong _stripSeed;
    private readonly ulong _drawSeed;
    private readonly Action<int> _work;
    private readonly Action<int> _race;
    private readonly Func<GridBlock, bool> _tryRun;
    private readonly Action<int> _check;
    private int _epoch;
    private CancellationToken _cancellationToken;

    public BprSession(BprOptions options, StartingPoint start, WorkerTeam team)
    {
        _options = options;
        _start = start;
        _team = team;
        LearningRate = Rates.AsGiven(options.LearningRate);
        _stripSeed = CounterRandom.Derive(options.Seed, 4);
        _drawSeed = CounterRandom.Derive(options.Seed, 5);
        SparseMatrix positives = options.Objective.Pairwise!.Positives(SparseMatrix.FromRatings(start.Ratings, team));
        int[] candidates = PenaltyWeights.Occurring(start.ItemCounts);
        int stride = Model.ItemFactors.Stride;
        int strips = GridShape.Choose(positives.Count, start.UserCounts.Length, candidates.Length, stride).ItemStrips;
        strips = Math.Clamp(candidates.Length / ItemsOfStrip, 1, strips);
        int[]? weights = options.Negatives == Negatives.Popularity ? positives.ColumnCounts() : null;
        bool racing = options.Parallel == SgdParallel.Hogwild;
        _grid = new PairGrid(positives, candidates, weights, strips, racing ? 1 : strips);
        _schedule = racing
            ? null
            : new DiagonalSchedule(strips, strips, DiagonalSchedule.LengthFor(team.Count, strips));
        bool adaptive = options.Schedule == SgdSchedule.AdaGrad;
        _block = PairBlock.Bind(adaptive, options.Negatives == Negatives.Warp);
        _terms = new PairTerms(
            options.Penalty.UserStrength.Shrink,
            options.Penalty.ItemStrength.Shrink,
            options.BiasPenalty.Items,
            !options.Bias ? 0f
                : adaptive ? BiasShare
                : 1f
        );
        _userSums = new float[Model.Users.Count];
        _itemSums = new float[Model.Items.Count];
        _userSums.AsSpan().Fill(Prior / 4);
        _itemSums.AsSpan().Fill(Prior / 4);
        _itemBias = Model.ItemBiasArray ?? new float[Model.Items.Count];
        _squares = new double[_grid.UserStrips * _grid.ItemStrips];
        _userStretches = StretchesOf(Model.UserFactors);
        _finite = new bool[_userStretches + StretchesOf(Model.ItemFactors)];
        _work = Work;
        _race = Race;
        _tryRun = TryRun;
        _check = CheckStretch;
    }

    public override FactorModel Model => _start.Model;

    public override double LearningRate { get; }

    public override double PenaltyStep =>
        _options.Schedule == SgdSchedule.AdaGrad
            ? double.NaN
            : LearningRate * Math.Max(_terms.UserShrink, _terms.ItemShrink);

    public override bool WantsObjective => false;

    public override bool RunEpoch(int epoch, CancellationToken cancellationToken)
    {
        _epoch = epoch;
        _cancellationToken = cancellationToken;
        _grid.Begin(_stripSeed, (ulong)epoch, _team);
        if (_schedule is null)
            _team.ForEach(_grid.UserStrips, _race);
        else
        {
            _schedule.Begin(CounterRandom.UniformInt(_stripSeed, (ulong)epoch, 0, _grid.ItemStrips));
            _team.Run(_work);
        }
        cancellationToken.ThrowIfCancellationRequested();
        double squares = 0;
        foreach (double block in _squares)
            squares += block;
        return double.IsFinite(squares);
    }

    public override bool Publish()
    {
        _team.ForEach(_finite.Length, _check);
        return !_finite.Contains(false) && TensorPrimitives.IsFiniteAll<float>(_itemBias);
    }

    public override void Learn(double objective) { }

    public override void Exchange(SessionState state)
    {
        state.Exchange("state.user_sums", _userSums);
        state.Exchange("state.item_sums", _itemSums);
    }

    public override ObjectiveValue Measure(CancellationToken cancellationToken) =>
        ObjectiveFunction.Evaluator(Model, _start.Ratings, _options.Objective, _team).Evaluate(cancellationToken);

    private static int StretchesOf(FactorMatrix matrix) => (matrix.Rows + RowsAtOnce - 1) / RowsAtOnce;

    private void Race(int userStrip) => TryRun(new(userStrip, 0, Round: 0, Follows: false));

    private void Work(int worker) => _schedule!.Work(_tryRun);

    /// <summary>Runs a block; false where it was cancelled on the way.</summary>
    private bool TryRun(GridBlock place)
    {
        int block = place.Row * _grid.ItemStrips + place.Column;
        _squares[block] = _block.Run(
            new(_grid.UsersOf(block), _grid.ItemsOf(block), _grid.Pool(place.Column), _grid.First(block)),
            new(
                ref Model.UserFactors.Origin,
                _userSums,
                ref Model.ItemFactors.Origin,
                _itemSums,
                _itemBias,
                Model.UserFactors.Stride
            ),
            _terms,
            _drawSeed,
            _epoch,
            (float)LearningRate,
            _cancellationToken
        );
        return !_cancellationToken.IsCancellationRequested;
    }

    private void CheckStretch(int stretch)
    {
        FactorMatrix matrix = stretch < _userStretches ? Model.UserFactors : Model.ItemFactors;
        int first = (stretch < _userStretches ? stretch : stretch - _userStretches) * RowsAtOnce;
        bool finite = true;
        for (int row = first; row < Math.Min(first + RowsAtOnce, matrix.Rows); row++)
            finite &= TensorPrimitives.IsFiniteAll<float>(matrix.Row(row));
        _finite[stretch] = finite;
    }
}
