using FastMf.Kernels;
using FastMf.Models;

namespace FastMf.Evaluation;

/// <summary>
/// Lists of anything that scores items, one user after the other: all items are scored and the candidates sorted.
/// Candidates are all items that are not excluded, or of those the relevant ones and some drawn from the others.
/// </summary>
/// <param name="scorer">Gives the scores.</param>
/// <param name="problem">What is excluded.</param>
/// <param name="k">The length of the list.</param>
/// <param name="negatives">How many of the other items are candidates; null for all.</param>
/// <param name="seed">Which are drawn: a function of this, the user's test row and the number of the draw.</param>
internal sealed class ScoredLists(IItemScorer scorer, RankingProblem problem, int k, int? negatives, ulong seed)
    : UserLists
{
    private const int Users = 16;

    private readonly float[] _scores = new float[scorer.Items.Count];
    private readonly bool[] _relevant = new bool[scorer.Items.Count];
    private readonly int[] _others = new int[scorer.Items.Count];
    private readonly ulong[] _keys = new ulong[scorer.Items.Count];
    private readonly int[] _testUsers = new int[Users];
    private readonly int[] _users = new int[Users];
    private readonly int[] _excludeRows = new int[Users];
    private int _candidates;

    public override int Length { get; } = Math.Min(k, scorer.Items.Count);

    public override int Capacity => Users;

    public override void Rank(ReadOnlySpan<int> testUsers, ReadOnlySpan<int> users, ReadOnlySpan<int> excludeRows)
    {
        testUsers.CopyTo(_testUsers);
        users.CopyTo(_users);
        excludeRows.CopyTo(_excludeRows);
    }

    public override ReadOnlySpan<ulong> ListOf(int i, ReadOnlySpan<int> relevant)
    {
        scorer.ScoreItems(_users[i], _scores);
        foreach (int item in problem.ExcludedOf(_excludeRows[i]))
            _scores[item] = float.NaN;
        Mark(relevant, true);
        _candidates = 0;
        int others = 0;
        for (int item = 0; item < _scores.Length; item++)
        {
            if (float.IsNaN(_scores[item]))
                continue;
            if (_relevant[item])
                Add(item);
            else
                _others[others++] = item;
        }
        int drawn = Math.Min(negatives ?? others, others);
        for (int draw = 0; draw < drawn; draw++)
        {
            if (drawn < others)
            {
                int at = draw + CounterRandom.UniformInt(seed, (ulong)_testUsers[i], (ulong)draw, others - draw);
                (_others[draw], _others[at]) = (_others[at], _others[draw]);
            }
            Add(_others[draw]);
        }
        Mark(relevant, false);
        Span<ulong> keys = _keys.AsSpan(0, _candidates);
        keys.Sort();
        keys.Reverse();
        return keys[..Math.Min(Length, keys.Length)];
    }

    public override (long Ordered, long Pairs) PairsOf(int i, ReadOnlySpan<int> relevant)
    {
        Mark(relevant, true);
        long ordered = 0;
        int behind = 0; // other items, from the last place on
        for (int place = _candidates - 1; place >= 0; place--)
        {
            if (_relevant[TopK.Row(_keys[place])])
                ordered += behind;
            else
                behind++;
        }
        Mark(relevant, false);
        return (ordered, (long)relevant.Length * behind);
    }

    private void Add(int item) => _keys[_candidates++] = TopK.Key(item, _scores[item]);

    private void Mark(ReadOnlySpan<int> items, bool mark)
    {
        foreach (int item in items)
        {
            if (item >= 0)
                _relevant[item] = mark;
        }
    }
}
