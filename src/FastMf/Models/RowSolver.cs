namespace FastMf.Models;

/// <summary>Solves one row of a half-step against fixed columns.</summary>
internal abstract class RowSolver
{
    /// <summary>Changes one row; false where the numbers ran off. Allocates nothing.</summary>
    public abstract bool Solve(int row);
}
