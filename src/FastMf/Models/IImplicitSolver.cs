namespace FastMf.Models;

/// <summary>Solves rows of implicit feedback in a room of its own: one at a time.</summary>
internal interface IImplicitSolver
{
    /// <summary>Solves one row; false where the numbers ran off. Allocates nothing.</summary>
    /// <param name="columns">The fixed side, and its products.</param>
    /// <param name="others">The rows of the positives' columns; those beyond the confidences are wanted next and are only fetched ahead.</param>
    /// <param name="confidences">c for each.</param>
    /// <param name="lambda">lambda_row.</param>
    /// <param name="right">The right side; empty for that of the row's best factors, sum_j c_j v_j.</param>
    /// <param name="x">Receives the solution, padded with zeros.</param>
    bool Solve(
        FixedColumns columns,
        ReadOnlySpan<int> others,
        ReadOnlySpan<float> confidences,
        float lambda,
        ReadOnlySpan<float> right,
        Span<float> x
    );

    /// <summary>x . y of two rows.</summary>
    float Product(ReadOnlySpan<float> x, ReadOnlySpan<float> y);
}
