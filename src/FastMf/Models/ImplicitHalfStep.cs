using FastMf.Data;
using FastMf.Simd;
using FastMf.Threads;

namespace FastMf.Models;

/// <summary>Half an iteration on implicit feedback: every row of one side takes its best factors.</summary>
internal sealed class ImplicitHalfStep
{
    private readonly FixedColumns _columns;
    private readonly FactorMatrix? _turned; // with the columns: rows that the solution begins with
    private readonly HalfStep _rows;
    private readonly WorkerTeam _team;

    /// <param name="side">What to solve.</param>
    /// <param name="team">Who computes.</param>
    /// <param name="width">The register width.</param>
    public ImplicitHalfStep(ImplicitSide side, WorkerTeam team, int width)
    {
        _team = team;
        _turned = side.Steps > 0 ? side.Factors : null;
        _columns = new FixedColumns(side.Fixed, side.Feedback, team, width);
        RowSolver[] solvers = new RowSolver[team.Count];
        for (int worker = 0; worker < solvers.Length; worker++)
            solvers[worker] = SimdWidth.Dispatch<Binding, RowSolver>(new(side, _columns), width);
        int rank = side.Factors.Columns;
        Func<int, long> cost =
            side.Steps > 0
                ? row => (side.Confidences.CountOf(row) + 4L) * (2 * side.Steps + 1) * rank
                : row => HalfStep.Cost(side.Confidences.CountOf(row), rank);
        _rows = new HalfStep(solvers, side.Factors.Rows, cost);
    }

    /// <summary>Solves all rows; false where numbers ran off. Allocates nothing.</summary>
    /// <exception cref="OperationCanceledException">The token asked to stop; some rows are solved.</exception>
    public bool Run(CancellationToken cancellationToken)
    {
        _columns.Turn(_turned);
        return _rows.Run(_team, cancellationToken);
    }

    private readonly struct Binding(ImplicitSide side, FixedColumns columns) : ISimdVisitor<RowSolver>
    {
        public RowSolver Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd> =>
            side.Steps > 0 ? new Iterative<TSimd>(side, columns) : new Exact<TSimd>(side, columns);
    }

    private sealed class Exact<TSimd>(ImplicitSide side, FixedColumns columns) : RowSolver
        where TSimd : struct, ISimd<TSimd>
    {
        private readonly ImplicitSolver<TSimd> _solver = new(side.Factors.Columns);

        public override bool Solve(int row) =>
            _solver.Solve(
                columns,
                side.Confidences.ColumnsFrom(row),
                side.Confidences.ValuesOf(row),
                side.Lambdas[row],
                default,
                side.Factors.Row(row)
            );
    }

    private sealed class Iterative<TSimd>(ImplicitSide side, FixedColumns columns) : RowSolver
        where TSimd : struct, ISimd<TSimd>
    {
        private readonly GradientSolver<TSimd> _solver = new(side.Factors.Columns, side.Steps);

        public override bool Solve(int row) =>
            _solver.Solve(
                columns,
                side.Confidences.ColumnsFrom(row),
                side.Confidences.ValuesOf(row),
                side.Lambdas[row],
                side.Factors.Row(row)
            );
    }
}
