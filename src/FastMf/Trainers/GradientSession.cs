using FastMf.Data;
using FastMf.Kernels;
using FastMf.Losses;
using FastMf.Models;
using FastMf.Objectives;
using FastMf.Optimizers;
using FastMf.Simd;
using FastMf.Threads;
using FastMf.Training;

namespace FastMf.Trainers;

/// <summary>
/// One fit by gradient descent. A step has two sweeps and a move, each shared by all threads: by user, which also takes
/// each rating's slope; by item, with the same slopes; then all parameters move, so that both gradients are of one point.
/// </summary>
internal sealed class GradientSession : TrainingSession
{
    private readonly GradientOptions _options;
    private readonly StartingPoint _start;
    private readonly WorkerTeam _team;
    private readonly int[] _order; // positions of the ratings in the order of this epoch
    private readonly BatchGroups _byUser;
    private readonly BatchGroups _byItem;
    private readonly GradientSide _users;
    private readonly GradientSide _items;
    private readonly float[] _slopes; // of each rating, times weight and scale
    private readonly bool[] _finite; // of each stretch
    private readonly int _batchSize;
    private readonly double _first; // the rate of the first epoch
    private readonly ulong _orderSeed;
    private readonly Action<int> _group;
    private readonly Action<int> _sweepUsers;
    private readonly Action<int> _sweepItems;
    private readonly Action<int> _move;
    private CancellationToken _cancellationToken;
    private (int First, int Count) _batch;
    private GradientStep _step;
    private double _rate;

    public GradientSession(GradientOptions options, StartingPoint start, WorkerTeam team)
    {
        _options = options;
        _start = start;
        _team = team;
        _first = Rates.AsGiven(options.LearningRate);
        _rate = _first;
        _orderSeed = CounterRandom.Derive(options.Seed, 4);
        Ratings ratings = start.Ratings;
        FactorModel model = start.Model;
        int m = ratings.Count;
        _batchSize = Math.Min(options.BatchSize ?? m, m);
        _order = new int[m];
        for (int k = 0; k < m; k++)
            _order[k] = k;
        _slopes = new float[m];
        _byUser = new BatchGroups(ratings.UserRowArray, ratings.Users.Count, _batchSize);
        _byItem = new BatchGroups(ratings.ItemRowArray, ratings.Items.Count, _batchSize);
        _users = new GradientSide(
            model.UserFactors,
            model.UserBiasArray,
            start.UserCounts,
            options.Penalty.UserStrength,
            options.BiasPenalty.Users,
            options
        );
        _items = new GradientSide(
            model.ItemFactors,
            model.ItemBiasArray,
            start.ItemCounts,
            options.Penalty.ItemStrength,
            options.BiasPenalty.Items,
            options
        );
        _finite = new bool[_users.Stretches + _items.Stretches];
        _step = new GradientStep(StepTime.Start, 1, 1);
        _group = Group;
        (_sweepUsers, _sweepItems) = SimdWidth.Dispatch<Binding, (Action<int>, Action<int>)>(new(this));
        _move = Move;
        _batch = (0, m);
        if (_batchSize == m)
            team.ForEach(2, _group); // once for all epochs
    }

    public override FactorModel Model => _start.Model;

    public override double LearningRate => _rate;

    public override double PenaltyStep =>
        _options.Optimizer is Sgd { Momentum: 0 } sgd
            ? LearningRate
                * (
                    sgd.WeightDecay
                    + _step.PenaltyShare
                        * Math.Max(
                            _options.Penalty.UserStrength.Shrink * WeightOfBusiest(_start.UserCounts),
                            _options.Penalty.ItemStrength.Shrink * WeightOfBusiest(_start.ItemCounts)
                        )
                )
            : double.NaN;

    public override bool WantsObjective => false;

    public override bool RunEpoch(int epoch, CancellationToken cancellationToken)
    {
        _cancellationToken = cancellationToken;
        if (_options.Schedule == GradientSchedule.InverseTime)
            _rate = Rates.InverseTime(_first, epoch);
        int m = _order.Length;
        bool whole = _batchSize == m;
        if (_options.Shuffle && !whole)
            Permutation.Fill(_order, _orderSeed, (ulong)epoch);
        for (int first = 0; first < m; first += _batchSize)
        {
            _batch = (first, Math.Min(_batchSize, m - first));
            if (!whole)
                _team.ForEach(2, _group);
            if (!TakeStep())
                return false;
            if (m - first <= _batchSize)
                break; // first + batch size may be beyond what an int holds
        }
        return true;
    }

    public override bool Publish()
    {
        for (int stretch = 0; stretch < _finite.Length; stretch++)
        {
            if (!(stretch < _users.Stretches ? _users.IsFinite(stretch) : _items.IsFinite(stretch - _users.Stretches)))
                return false;
        }
        return true;
    }

    public override void Learn(double objective) { }

    public override void Exchange(SessionState state)
    {
        _users.Exchange("state.user", state);
        _items.Exchange("state.item", state);
        StepTime time = _step.Time;
        double[] numbers =
        [
            time.Step,
            time.Rate,
            time.Beta1Power,
            time.Beta2Power,
            _step.DataScale,
            _step.PenaltyShare,
            _rate,
        ];
        state.Exchange("state.steps", numbers);
        time = new StepTime((long)numbers[0], numbers[1], numbers[2], numbers[3]);
        _step = new GradientStep(time, numbers[4], numbers[5]);
        _rate = numbers[6];
    }

    public override ObjectiveValue Measure(CancellationToken cancellationToken) =>
        ObjectiveFunction.Evaluator(Model, _start.Ratings, _options.Objective, _team).Evaluate(cancellationToken);

    /// <summary>n^nu of the row with the most ratings, whose steps carry the most penalty.</summary>
    private double WeightOfBusiest(int[] counts) => PenaltyWeights.OfRow(counts.Max(), _options.PenaltyExponent);

    /// <summary>A step on the present batch; false where a parameter is no longer finite.</summary>
    private bool TakeStep()
    {
        bool mean = _options.Reduction == Reduction.Mean;
        _step = new GradientStep(
            _options.Optimizer.Advance(_step.Time, _rate),
            DataScale: mean ? 1.0 / _batch.Count : 1,
            PenaltyShare: mean ? 1 : (double)_batch.Count / _order.Length
        );
        _users.Measure(_team); // norms before anything moves
        _items.Measure(_team);
        _team.ForEach(_users.Stretches, _sweepUsers);
        _team.ForEach(_items.Stretches, _sweepItems);
        _cancellationToken.ThrowIfCancellationRequested(); // sweeps of a cancelled fit are not whole
        _team.ForEach(_finite.Length, _move);
        return !_finite.Contains(false);
    }

    private void Group(int side) => (side == 0 ? _byUser : _byItem).Fill(_order.AsSpan(_batch.First, _batch.Count));

    private void SweepUsers<TSimd, TLoss>(TLoss loss, int stretch)
        where TSimd : struct, ISimd<TSimd>
        where TLoss : struct, ILoss
    {
        Ratings ratings = _start.Ratings;
        int[] items = ratings.ItemRowArray;
        ReadOnlySpan<float> values = ratings.Values;
        ReadOnlySpan<float> weights = ratings.Weights;
        float scale = (float)_step.DataScale;
        (int first, int end) = _users.Rows(stretch);
        for (int row = first; row < end && !_cancellationToken.IsCancellationRequested; row++)
        {
            ReadOnlySpan<int> group = _byUser[row];
            foreach (int k in group)
            {
                float slope = scale * loss.Slope(values[k], Model.Predict<TSimd>(row, items[k]));
                _slopes[k] = weights.IsEmpty ? slope : weights[k] * slope;
            }
            _users.Gradient<TSimd>(row, group, _slopes, items, _items, _step.PenaltyShare);
        }
    }

    private void SweepItems<TSimd>(int stretch)
        where TSimd : struct, ISimd<TSimd>
    {
        int[] users = _start.Ratings.UserRowArray;
        (int first, int end) = _items.Rows(stretch);
        for (int row = first; row < end && !_cancellationToken.IsCancellationRequested; row++)
            _items.Gradient<TSimd>(row, _byItem[row], _slopes, users, _users, _step.PenaltyShare);
    }

    private void Move(int stretch)
    {
        Optimizer optimizer = _options.Optimizer;
        _finite[stretch] =
            stretch < _users.Stretches
                ? _users.Step(stretch, optimizer, _step, _options.NonNegative)
                : _items.Step(stretch - _users.Stretches, optimizer, _step, _options.NonNegative);
    }

    /// <summary>Chooses the register type and the loss, once.</summary>
    private readonly struct Binding(GradientSession session) : ISimdVisitor<(Action<int>, Action<int>)>
    {
        public (Action<int>, Action<int>) Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd> =>
            (session._options.Loss.Bind<LossBinding<TSimd>, Action<int>>(new(session)), session.SweepItems<TSimd>);
    }

    private readonly struct LossBinding<TSimd>(GradientSession session) : ILossVisitor<Action<int>>
        where TSimd : struct, ISimd<TSimd>
    {
        public Action<int> Visit<TLoss>(TLoss loss)
            where TLoss : struct, ILoss
        {
            GradientSession bound = session;
            return stretch => bound.SweepUsers<TSimd, TLoss>(loss, stretch);
        }
    }
}
