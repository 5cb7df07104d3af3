using System.Diagnostics;
using FastMf.Data;
using FastMf.Threads;
using FastMf.Training;

namespace FastMf.Selection;

/// <summary>Runs the rounds of a search: fits candidates on folds, many at once, until the budget ends.</summary>
internal sealed class SearchRounds : IDisposable
{
    private readonly Func<Candidate, int, Trainer> _trainer;
    private readonly TimeSpan? _budget;
    private readonly long _began;
    private readonly IProgress<SearchProgress>? _progress;
    private readonly CancellationToken _token;
    private readonly IReadOnlyList<(Ratings Train, Ratings Test)> _folds;
    private readonly WorkerTeam _team;
    private readonly Lock _lock = new();
    private int _finished;
    private bool _anyBegun;

    /// <summary>Cuts the folds.</summary>
    public SearchRounds(
        Ratings ratings,
        Func<Candidate, int, Trainer> trainer,
        SearchOptions options,
        long began,
        IProgress<SearchProgress>? progress,
        CancellationToken token
    )
    {
        _trainer = trainer;
        _budget = options.Budget;
        _began = began;
        _progress = progress;
        _token = token;
        _folds = options.Validation.Cut(ratings);
        _team = new WorkerTeam(options.Validation.Threads);
    }

    /// <summary>How many candidates all rounds have together.</summary>
    public int Planned { get; set; }

    /// <summary>Fits each candidate on each fold; null for one that the budget left no time for.</summary>
    public CandidateResult?[] Run(Candidate[] candidates)
    {
        bool?[] begins = new bool?[candidates.Length];
        int[] left = new int[candidates.Length];
        Array.Fill(left, _folds.Count);
        FoldResult[][] errors = [.. candidates.Select(_ => new FoldResult[_folds.Count])];
        CandidateResult?[] results = new CandidateResult?[candidates.Length];
        _team.ForEach(
            candidates.Length * _folds.Count,
            piece =>
            {
                (int candidate, int fold) = Math.DivRem(piece, _folds.Count);
                if (!Begins(ref begins[candidate]))
                    return;
                Trainer trainer = _trainer(candidates[candidate], 1);
                errors[candidate][fold] = CrossValidation.Fit(trainer, _folds[fold], _token);
                if (Interlocked.Decrement(ref left[candidate]) > 0)
                    return;
                results[candidate] = new(candidates[candidate], new(errors[candidate], trainer.Measure));
                Tell(results[candidate]!);
            }
        );
        return results;
    }

    public void Dispose() => _team.Dispose();

    /// <summary>Decides once for all folds of a candidate, when the first of them is due.</summary>
    private bool Begins(ref bool? decision)
    {
        lock (_lock)
        {
            decision ??= !_anyBegun || _budget is not { } budget || Stopwatch.GetElapsedTime(_began) < budget;
            _anyBegun = true;
            return decision.Value;
        }
    }

    private void Tell(CandidateResult result)
    {
        lock (_lock)
        {
            _finished++;
            _progress?.Report(new SearchProgress(result, _finished, Planned));
        }
    }
}
