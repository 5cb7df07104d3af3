using FastMf.Kernels;
using FastMf.Models;
using FastMf.Threads;

namespace FastMf.Evaluation;

/// <summary>
/// Ranks all items for each test user, again and again without allocating while the model's numbers change between
/// calls. Users are added up in their order within blocks of 64, and the blocks in theirs, so a result does not depend
/// on threads. A worker has room for the scores of all items.
/// </summary>
internal sealed class RankingEvaluator
{
    private const int BlockSize = 64;

    private readonly FactorModel _model;
    private readonly RankingProblem _problem;
    private readonly int _k;
    private readonly WorkerTeam _team;
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
    public RankingEvaluator(FactorModel model, RankingProblem problem, int k, WorkerTeam team)
    {
        _model = model;
        _problem = problem;
        _k = k;
        _team = team;
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
        _team.Run(_work);
        cancellationToken.ThrowIfCancellationRequested();
        RankingSums sums = default;
        foreach (ref readonly RankingSums block in _blocks.AsSpan())
            sums.Add(block);
        return sums;
    }

    private void Work(int worker)
    {
        Room room = _rooms[worker] ??= new Room(_model.Items.Count, _problem, _k);
        for (int block; (block = Interlocked.Increment(ref _nextBlock) - 1) < _blocks.Length; )
        {
            RankingSums sums = default;
            int first = block * BlockSize;
            int end = (int)Math.Min((long)first + BlockSize, _problem.Users);
            for (int user = first; user < end && !_cancellationToken.IsCancellationRequested; user++)
                AddUser(user, room, ref sums);
            _blocks[block] = sums;
        }
    }

    private void AddUser(int user, Room room, ref RankingSums sums)
    {
        int relevant = _problem.FindRelevant(user, room.Relevant, room.Marks);
        if (relevant == 0)
        {
            sums.Skipped += _problem.HasRatings(user) ? 1 : 0;
            return;
        }
        Span<float> scores = room.Scores;
        _model.ScoreItems(_problem.ModelUser(user), scores);
        _problem.Exclude(user, scores);

        Span<ulong> keys = KeysOf(room.Relevant.AsSpan(0, relevant), scores, room.Keys);
        TopK top = new(room.Best);
        top.Offer(0, scores);
        Span<bool> hits = room.Hits.AsSpan(0, top.Finish());
        for (int i = 0; i < hits.Length; i++)
            hits[i] = keys.BinarySearch(room.Best[i]) >= 0;
        (long ordered, int others) = CountOrdered(keys, scores);
        RankedUser ranked = new()
        {
            Hits = hits,
            Cutoff = _k,
            Relevant = relevant,
            OrderedPairs = ordered,
            Pairs = (long)relevant * others,
            Discounts = _discounts,
        };
        sums.Add(ranked, _problem.ModelUser(user) < 0);
    }

    /// <summary>The places of the relevant items that the model knows, as ascending keys of <see cref="TopK"/>.</summary>
    private static Span<ulong> KeysOf(ReadOnlySpan<int> relevant, ReadOnlySpan<float> scores, ulong[] room)
    {
        int count = 0;
        foreach (int item in relevant)
        {
            if (item >= 0)
                room[count++] = TopK.Key(item, scores[item]);
        }
        Span<ulong> keys = room.AsSpan(0, count);
        keys.Sort();
        return keys;
    }

    /// <summary>
    /// How many pairs of a relevant and another item have the relevant one first, and how many others there are. An
    /// item that the model does not know comes last and so is first in no pair.
    /// </summary>
    private static (long Ordered, int Others) CountOrdered(ReadOnlySpan<ulong> relevantKeys, ReadOnlySpan<float> scores)
    {
        (long ordered, int others) = (0, 0);
        for (int item = 0; item < scores.Length; item++)
        {
            if (float.IsNaN(scores[item]))
                continue;
            int found = relevantKeys.BinarySearch(TopK.Key(item, scores[item]));
            if (found >= 0)
                continue;
            ordered += relevantKeys.Length - ~found; // ~found of them come after the item
            others++;
        }
        return (ordered, others);
    }

    /// <summary>What one worker writes to.</summary>
    private sealed class Room(int modelItems, RankingProblem problem, int k)
    {
        public float[] Scores { get; } = new float[modelItems];

        public ulong[] Best { get; } = new ulong[Math.Min(k, modelItems)];

        public bool[] Hits { get; } = new bool[Math.Min(k, modelItems)];

        public int[] Relevant { get; } = new int[problem.MostRatings];

        public ulong[] Keys { get; } = new ulong[problem.MostRatings];

        public bool[] Marks { get; } = new bool[problem.Items];
    }
}
