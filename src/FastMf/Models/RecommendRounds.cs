using FastMf.Data;
using FastMf.Kernels;
using FastMf.Threads;

namespace FastMf.Models;

/// <summary>Ranks blocks of users by several workers, a few blocks at a time, and hands the lists out in order.</summary>
internal sealed class RecommendRounds
{
    private const int BlocksPerWorker = 4;

    private readonly ItemPanels _panels;
    private readonly FactorModel _model;
    private readonly RecommendOptions _options;
    private readonly WorkerTeam _team;
    private readonly SparseMatrix? _exclude;
    private readonly int _users;
    private readonly int _blockSize;
    private readonly BlockRanking?[] _rankings; // by worker
    private readonly int[] _rows; // by user of the round
    private readonly Scored[] _lists;
    private readonly int[] _counts;
    private readonly int _length;
    private int _first;
    private int _end;
    private int _nextBlock;

    /// <param name="model">The model.</param>
    /// <param name="panels">Its items, prepared.</param>
    /// <param name="options">What to look for, checked.</param>
    /// <param name="team">The workers.</param>
    public RecommendRounds(FactorModel model, ItemPanels panels, RecommendOptions options, WorkerTeam team)
    {
        (_model, _panels, _options, _team) = (model, panels, options, team);
        _exclude = options.Exclude?.ByUser;
        _users = options.Users?.Count ?? model.UserFactors.Rows;
        _length = Math.Min(options.Count, panels.Items);
        _blockSize = BlockRanking.CapacityFor(_length);
        _rankings = new BlockRanking?[team.Count];
        int round = (int)Math.Min(_users, (long)_blockSize * BlocksPerWorker * team.Count);
        _rows = new int[round];
        _counts = new int[round];
        _lists = new Scored[(long)round * _length];
    }

    /// <summary>Ranks all users. Allocates nothing for a block.</summary>
    public void Run(RecommendationHandler receive, CancellationToken cancellationToken)
    {
        Action<int> work = Work;
        for (_first = 0; _first < _users; _first = _end)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _end = (int)Math.Min((long)_first + _rows.Length, _users);
            for (int user = _first; user < _end; user++)
                _rows[user - _first] = _options.Users?[user] ?? user;
            _nextBlock = 0;
            _team.Run(work);
            for (int k = 0; k < _end - _first; k++)
                receive(_rows[k], _lists.AsSpan(k * _length, _counts[k]));
        }
    }

    private void Work(int worker)
    {
        BlockRanking ranking = _rankings[worker] ??= new(_model, _panels, _length, _options.Width, _options.Prune);
        for (int begin; (begin = (Interlocked.Increment(ref _nextBlock) - 1) * _blockSize) < _end - _first; )
        {
            ReadOnlySpan<int> rows = _rows.AsSpan(begin, Math.Min(_blockSize, _end - _first - begin));
            ranking.Rank(rows, _exclude, rows);
            for (int i = 0; i < rows.Length; i++)
            {
                ReadOnlySpan<ulong> keys = ranking.KeysOf(i);
                Span<Scored> list = _lists.AsSpan((begin + i) * _length, keys.Length);
                for (int k = 0; k < keys.Length; k++)
                    list[k] = new Scored(TopK.Row(keys[k]), TopK.Score(keys[k]));
                _counts[begin + i] = keys.Length;
            }
        }
    }
}
