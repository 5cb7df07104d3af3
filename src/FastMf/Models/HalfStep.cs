using FastMf.Threads;

namespace FastMf.Models;

/// <summary>
/// Half an iteration of alternating least squares: every row of one side takes its best factors and bias while the
/// other side stays. Rows do not depend on each other, so neither the number of threads nor their order changes a bit.
/// </summary>
internal sealed class HalfStep
{
    private const long PieceCost = 1 << 22; // in multiplications, about a millisecond: how soon a cancelled fit ends

    private readonly RowSolver[] _solvers; // one for each worker
    private readonly (int Begin, int End)[] _pieces;
    private readonly Action<int> _work;
    private CancellationToken _cancellationToken;
    private int _next;
    private bool _sound;

    /// <param name="solvers">One for each worker.</param>
    /// <param name="rows">How many rows there are to solve.</param>
    /// <param name="cost">About how many multiplications a row takes, by its number.</param>
    public HalfStep(RowSolver[] solvers, int rows, Func<int, long> cost)
    {
        _solvers = solvers;
        _pieces = Pieces(rows, cost);
        _work = Work;
    }

    /// <param name="problem">What to solve.</param>
    /// <param name="workers">How many workers there are.</param>
    /// <param name="width">The register width.</param>
    public HalfStep(RowProblem problem, int workers, int width)
        : this(
            [.. Enumerable.Range(0, workers).Select(_ => RatingRowSolver.Bind(problem, width))],
            problem.Ratings.Rows,
            row => Cost(problem.Ratings.CountOf(row), problem.Factors.Columns + 1)
        ) { }

    /// <summary>Solves all rows; false where numbers ran off. Allocates nothing.</summary>
    /// <exception cref="OperationCanceledException">The token asked to stop; some rows are solved.</exception>
    public bool Run(WorkerTeam team, CancellationToken cancellationToken)
    {
        _cancellationToken = cancellationToken;
        _next = 0;
        _sound = true;
        team.Run(_work);
        cancellationToken.ThrowIfCancellationRequested();
        return _sound;
    }

    /// <summary>What a row of n ratings and k unknowns costs: n k^2/2 to gather, k^3/6 to solve.</summary>
    internal static long Cost(int n, long k) => n == 0 ? 1 : n * (k * k / 2 + 64) + k * k * k / 6;

    private void Work(int worker)
    {
        RowSolver solver = _solvers[worker];
        while (!_cancellationToken.IsCancellationRequested)
        {
            int piece = Interlocked.Increment(ref _next) - 1;
            if (piece >= _pieces.Length)
                return;
            bool sound = true;
            for (int row = _pieces[piece].Begin; row < _pieces[piece].End; row++)
                sound &= solver.Solve(row);
            if (!sound)
                _sound = false; // only ever set to false while workers run
        }
    }

    /// <summary>Consecutive rows of about equal cost, the dearest pieces first.</summary>
    private static (int Begin, int End)[] Pieces(int rows, Func<int, long> costOf)
    {
        List<(int Begin, int End)> pieces = [];
        List<long> costs = [];
        int begin = 0;
        long cost = 0;
        for (int row = 0; row < rows; row++)
        {
            cost += costOf(row);
            if (cost < PieceCost && row + 1 < rows)
                continue;
            pieces.Add((begin, row + 1));
            costs.Add(-cost);
            begin = row + 1;
            cost = 0;
        }
        (int, int)[] sorted = [.. pieces];
        Array.Sort(costs.ToArray(), sorted);
        return sorted;
    }
}
