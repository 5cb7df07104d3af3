using FastMf.Kernels;
using FastMf.Models;
using FastMf.Simd;
using FastMf.Threads;

namespace FastMf.Evaluation;

/// <summary>
/// Ranks items for each test user, again and again without allocating while the model's numbers change between calls.
/// The lists are found for blocks of users at once; only the area under the curve needs the scores of all items. Users
/// are added up in their order within blocks of 64, and the blocks in theirs, so a result does not depend on threads.
/// </summary>
internal sealed class RankingEvaluator
{
    private const int BlockSize = 64;

    private readonly FactorModel _model;
    private readonly RankingProblem _problem;
    private readonly int _k;
    private readonly WorkerTeam _team;
    private readonly bool _auc;
    private readonly ItemPanels _panels;
    private readonly double[] _discounts;
    private readonly RankingSums[] _blocks;
    private readonly Room?[] _rooms;
    private readonly Action<int> _work;
    private CancellationToken _cancellationToken;
    private int _nextBlock;

    /// <param name="model">The model; its numbers may change between calls, its ids may not.</param>
    /// <param name="problem">What is relevant and what excluded.</param>
    /// <param name="k">The length of the list, 1 or more.</param>
    /// <param name="team">The threads; no job of theirs may be running during a call.</param>
    /// <param name="auc">Whether to compute the area under the curve, which takes several times as long as the rest; else it is NaN.</param>
    public RankingEvaluator(FactorModel model, RankingProblem problem, int k, WorkerTeam team, bool auc = true)
    {
        _model = model;
        _problem = problem;
        _k = k;
        _team = team;
        _auc = auc;
        _panels = new ItemPanels(model);
        _discounts = Ndcg.Discounts(Math.Min(k, Math.Max(problem.Items, model.Items.Count)));
        _blocks = new RankingSums[(int)(((long)problem.Users + BlockSize - 1) / BlockSize)];
        _rooms = new Room?[team.Count];
        _work = Work;
    }

    /// <summary>Ranks with the model as it is now. Allocates nothing from the second call on.</summary>
    /// <exception cref="OperationCanceledException">The token asked to stop.</exception>
    public RankingSums Evaluate(CancellationToken cancellationToken = default)
    {
        _cancellationToken = cancellationToken;
        _nextBlock = 0;
        foreach (Room? room in _rooms)
            room?.Listed.AsSpan().Clear();
        _panels.Prepare(_team);
        _team.Run(_work);
        cancellationToken.ThrowIfCancellationRequested();
        RankingSums sums = default;
        foreach (ref readonly RankingSums block in _blocks.AsSpan())
            sums.Add(block);
        return sums;
    }

    /// <summary>The share of the model's items that were in some list of the last call.</summary>
    public double Coverage()
    {
        int listed = 0;
        for (int item = 0; item < _model.Items.Count; item++)
        {
            foreach (Room? room in _rooms)
            {
                if (room is null || !room.Listed[item])
                    continue;
                listed++;
                break;
            }
        }
        return (double)listed / _model.Items.Count;
    }

    private void Work(int worker)
    {
        Room room = _rooms[worker] ??= new Room(this);
        for (int block; (block = Interlocked.Increment(ref _nextBlock) - 1) < _blocks.Length; )
        {
            if (_cancellationToken.IsCancellationRequested)
                return;
            RankingSums sums = default;
            int first = block * BlockSize;
            int end = (int)Math.Min((long)first + BlockSize, _problem.Users);
            int users = room.FindRelevant(first, end, ref sums);
            for (int from = 0; from < users; from += room.Capacity)
                AddUsers(room, from, Math.Min(from + room.Capacity, users), ref sums);
            _blocks[block] = sums;
        }
    }

    /// <summary>Ranks users of the room and adds their metrics, in order.</summary>
    private void AddUsers(Room room, int from, int to, ref RankingSums sums)
    {
        room.Ranking.Rank(room.ModelUsers[from..to], _problem.Excluded, room.ExcludeRows[from..to]);
        for (int i = from; i < to; i++)
        {
            ReadOnlySpan<int> relevant = room.RelevantOf(i);
            (long ordered, long pairs) = (0, 0);
            if (room.Order is { } order)
            {
                int k = (i - from) % ScoreTile.Users;
                if (k == 0)
                    order.Score(room.ModelUsers[i..Math.Min(i + ScoreTile.Users, to)]);
                (ordered, pairs) = order.Count(k, relevant, ExcludedOf(room.ExcludeRows[i]));
            }
            ReadOnlySpan<ulong> list = room.Ranking.KeysOf(i - from);
            (double popularity, double novelty) = _problem.Popularity.MeansOf(list);
            RankedUser ranked = new()
            {
                Hits = room.HitsOf(i, list),
                Cutoff = _k,
                Relevant = relevant.Length,
                OrderedPairs = ordered,
                Pairs = pairs,
                Discounts = _discounts,
                Popularity = popularity,
                Novelty = novelty,
            };
            sums.Add(ranked, room.ModelUsers[i] < 0);
        }
    }

    private ReadOnlySpan<int> ExcludedOf(int row) =>
        _problem.Excluded is null || row < 0 ? default : _problem.Excluded.ColumnsOf(row);

    /// <summary>What one worker writes to: a block's users that have relevant items, and those.</summary>
    private sealed class Room
    {
        private readonly RankingProblem _problem;
        private readonly int[] _modelUsers = new int[BlockSize];
        private readonly int[] _excludeRows = new int[BlockSize];
        private readonly int[] _ends = new int[BlockSize + 1]; // of each user's relevant items; a 0 before them
        private readonly int[] _relevant;
        private readonly bool[] _testMarks;
        private readonly bool[] _modelMarks;
        private readonly bool[] _hits;

        public Room(RankingEvaluator evaluator)
        {
            (FactorModel model, _problem) = (evaluator._model, evaluator._problem);
            _relevant = new int[_problem.MostRatings(BlockSize)];
            _testMarks = new bool[_problem.Items];
            _modelMarks = new bool[model.Items.Count];
            Listed = new bool[model.Items.Count];
            Ranking = new BlockRanking(model, evaluator._panels, evaluator._k, SimdWidth.Current);
            _hits = new bool[Ranking.Length];
            if (evaluator._auc)
                Order = new PairOrder(model, evaluator._panels, _problem.MostRatings(1), SimdWidth.Current);
        }

        public BlockRanking Ranking { get; }

        public PairOrder? Order { get; }

        /// <summary>Whether an item was in a list.</summary>
        public bool[] Listed { get; }

        /// <summary>How many users may be ranked at once.</summary>
        public int Capacity => Math.Min(BlockSize, Ranking.Capacity);

        public ReadOnlySpan<int> ModelUsers => _modelUsers;

        public ReadOnlySpan<int> ExcludeRows => _excludeRows;

        public ReadOnlySpan<int> RelevantOf(int i) => _relevant.AsSpan(_ends[i].._ends[i + 1]);

        /// <summary>Takes in the test users that have relevant items, and counts those that have ratings but none.</summary>
        public int FindRelevant(int first, int end, ref RankingSums sums)
        {
            int users = 0;
            for (int user = first; user < end; user++)
            {
                int begin = _ends[users];
                int count = _problem.FindRelevant(user, _relevant.AsSpan(begin), _testMarks);
                if (count == 0)
                {
                    sums.Skipped += _problem.HasRatings(user) ? 1 : 0;
                    continue;
                }
                _modelUsers[users] = _problem.ModelUser(user);
                _excludeRows[users] = _problem.ExcludeRow(user);
                _ends[++users] = begin + count;
            }
            return users;
        }

        /// <summary>Which places of a list have a relevant item.</summary>
        public ReadOnlySpan<bool> HitsOf(int i, ReadOnlySpan<ulong> keys)
        {
            Mark(RelevantOf(i), true);
            for (int place = 0; place < keys.Length; place++)
            {
                int item = TopK.Row(keys[place]);
                Listed[item] = true;
                _hits[place] = _modelMarks[item];
            }
            Mark(RelevantOf(i), false);
            return _hits.AsSpan(0, keys.Length);
        }

        private void Mark(ReadOnlySpan<int> items, bool mark)
        {
            foreach (int item in items)
            {
                if (item >= 0)
                    _modelMarks[item] = mark;
            }
        }
    }
}
