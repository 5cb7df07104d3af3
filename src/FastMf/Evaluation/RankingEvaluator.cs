using FastMf.Kernels;
using FastMf.Models;
using FastMf.Threads;

namespace FastMf.Evaluation;

/// <summary>
/// Ranks items for each test user, again and again without allocating while the model's numbers change between calls. Users
/// are added up in their order within blocks of 64, and the blocks in theirs, so a result does not depend on threads.
/// </summary>
internal sealed class RankingEvaluator
{
    private const int BlockSize = 64; // of users whose metrics are added up
    private const int GroupSize = 2 * BlockSize; // of those that a worker takes at once

    private readonly RankingProblem _problem;
    private readonly int _k;
    private readonly int _items;
    private readonly WorkerTeam _team;
    private readonly bool _auc;
    private readonly ItemPanels? _panels; // of a factor model whose items are all candidates
    private readonly ItemHeads? _heads;
    private readonly Func<UserLists> _lists;
    private readonly double[] _discounts;
    private readonly RankingSums[] _blocks;
    private readonly Room?[] _rooms;
    private readonly Action<int> _work;
    private CancellationToken _cancellationToken;
    private int _nextGroup;

    /// <param name="model">What ranks; a model's numbers may change between calls, its ids may not.</param>
    /// <param name="problem">What is relevant and what excluded.</param>
    /// <param name="k">The length of the list, 1 or more.</param>
    /// <param name="team">The threads; no job of theirs may be running during a call.</param>
    /// <param name="auc">Whether to compute the area under the curve, which takes several times as long as the rest; else it is NaN.</param>
    /// <param name="negatives">How many of the items that are not relevant to rank; null for all.</param>
    /// <param name="seed">Which ones.</param>
    public RankingEvaluator(
        IItemScorer model,
        RankingProblem problem,
        int k,
        WorkerTeam team,
        bool auc = true,
        int? negatives = null,
        ulong seed = 0
    )
    {
        (_problem, _k, _items, _team, _auc) = (problem, k, model.Items.Count, team, auc);
        if (model is FactorModel factors && negatives is null)
        {
            ItemPanels panels = new(factors);
            _panels = panels;
            _heads = auc ? new ItemHeads(factors, panels, team) : null;
            _lists = () => new BlockLists(factors, panels, problem, k, _heads);
        }
        else
            _lists = () => new ScoredLists(model, problem, k, negatives, seed);
        _discounts = Ndcg.Discounts(Math.Min(k, Math.Max(problem.Items, _items)));
        _blocks = new RankingSums[(int)(((long)problem.Users + BlockSize - 1) / BlockSize)];
        _rooms = new Room?[team.Count];
        _work = Work;
    }

    /// <summary>Ranks with the model as it is now. Allocates nothing from the second call on.</summary>
    /// <exception cref="OperationCanceledException">The token asked to stop.</exception>
    public RankingSums Evaluate(CancellationToken cancellationToken = default)
    {
        _cancellationToken = cancellationToken;
        _nextGroup = 0;
        Array.Clear(_blocks);
        foreach (Room? room in _rooms)
            room?.Listed.AsSpan().Clear();
        _panels?.Prepare(_team);
        _heads?.Prepare();
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
        for (int item = 0; item < _items; item++)
        {
            foreach (Room? room in _rooms)
            {
                if (room is null || !room.Listed[item])
                    continue;
                listed++;
                break;
            }
        }
        return (double)listed / _items;
    }

    private void Work(int worker)
    {
        Room room = _rooms[worker] ??= new Room(this);
        for (int first; (first = (Interlocked.Increment(ref _nextGroup) - 1) * GroupSize) < _problem.Users; )
        {
            if (_cancellationToken.IsCancellationRequested)
                return;
            int users = room.FindRelevant(first, (int)Math.Min((long)first + GroupSize, _problem.Users), _blocks);
            for (int from = 0; from < users; from += room.Capacity)
                AddUsers(room, from, Math.Min(from + room.Capacity, users));
        }
    }

    /// <summary>Ranks users of the room and adds their metrics, in order.</summary>
    private void AddUsers(Room room, int from, int to)
    {
        UserLists lists = room.Lists;
        UserBlock block = room.Users(from, to);
        lists.Rank(block);
        for (int i = 0; i < block.Count; i++)
        {
            ReadOnlySpan<int> relevant = block.RelevantOf(i);
            ReadOnlySpan<ulong> list = lists.ListOf(block, i);
            (long ordered, long pairs) = _auc ? lists.PairsOf(block, i) : (0, 0);
            (double popularity, double novelty) = _problem.Popularity.MeansOf(list);
            RankedUser ranked = new()
            {
                Hits = room.HitsOf(relevant, list),
                Cutoff = _k,
                Relevant = relevant.Length,
                OrderedPairs = ordered,
                Pairs = pairs,
                Discounts = _discounts,
                Popularity = popularity,
                Novelty = novelty,
            };
            _blocks[block.TestUsers[i] / BlockSize].Add(ranked, block.Users[i] < 0);
        }
    }

    /// <summary>What one worker writes to: a group's users that have relevant items, and those.</summary>
    private sealed class Room
    {
        private readonly RankingProblem _problem;
        private readonly int[] _testUsers = new int[GroupSize];
        private readonly int[] _modelUsers = new int[GroupSize];
        private readonly int[] _excludeRows = new int[GroupSize];
        private readonly int[] _ends = new int[GroupSize + 1]; // of each user's relevant items; a 0 before them
        private readonly int[] _relevant;
        private readonly bool[] _testMarks;
        private readonly bool[] _modelMarks;
        private readonly bool[] _hits;

        public Room(RankingEvaluator evaluator)
        {
            _problem = evaluator._problem;
            _relevant = new int[_problem.MostRatings(GroupSize)];
            _testMarks = new bool[_problem.Items];
            _modelMarks = new bool[evaluator._items];
            Listed = new bool[evaluator._items];
            Lists = evaluator._lists();
            _hits = new bool[Lists.Length];
        }

        public UserLists Lists { get; }

        /// <summary>Whether an item was in a list.</summary>
        public bool[] Listed { get; }

        /// <summary>How many users may be ranked at once.</summary>
        public int Capacity => Math.Min(GroupSize, Lists.Capacity);

        /// <summary>Some of the users taken in.</summary>
        public UserBlock Users(int from, int to) =>
            new()
            {
                TestUsers = _testUsers.AsSpan(from..to),
                Users = _modelUsers.AsSpan(from..to),
                ExcludeRows = _excludeRows.AsSpan(from..to),
                Starts = _ends.AsSpan(from..(to + 1)),
                AllRelevant = _relevant,
            };

        /// <summary>Takes in the test users that have relevant items, and counts those that have ratings but none.</summary>
        public int FindRelevant(int first, int end, RankingSums[] blocks)
        {
            int users = 0;
            for (int user = first; user < end; user++)
            {
                int begin = _ends[users];
                int count = _problem.FindRelevant(user, _relevant.AsSpan(begin), _testMarks);
                if (count == 0)
                {
                    blocks[user / BlockSize].Skipped += _problem.HasRatings(user) ? 1 : 0;
                    continue;
                }
                _testUsers[users] = user;
                _modelUsers[users] = _problem.ModelUser(user);
                _excludeRows[users] = _problem.ExcludeRow(user);
                _ends[++users] = begin + count;
            }
            return users;
        }

        /// <summary>Which places of a list have a relevant item.</summary>
        public ReadOnlySpan<bool> HitsOf(ReadOnlySpan<int> relevant, ReadOnlySpan<ulong> keys)
        {
            Mark(relevant, true);
            for (int place = 0; place < keys.Length; place++)
            {
                int item = TopK.Row(keys[place]);
                Listed[item] = true;
                _hits[place] = _modelMarks[item];
            }
            Mark(relevant, false);
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
