using FastMf.Data;

namespace FastMf.Models;

/// <summary>What a half-step of implicit feedback holds fixed and what it solves for; users and items may stand on either side.</summary>
/// <param name="Confidences">c of the positives, grouped by the rows to solve.</param>
/// <param name="Factors">The rows to solve; changed.</param>
/// <param name="Fixed">The other side's factors.</param>
/// <param name="Lambdas">lambda (n + alpha0 M)^nu of each row to solve.</param>
/// <param name="Feedback">alpha0, and which pairs it is for.</param>
/// <param name="Steps">Steps of conjugate gradients towards a row's solution; 0 for the solution itself.</param>
internal sealed record ImplicitSide(
    SparseMatrix Confidences,
    FactorMatrix Factors,
    FactorMatrix Fixed,
    float[] Lambdas,
    ImplicitFeedback Feedback,
    int Steps
)
{
    /// <summary>lambda (n + alpha0 M)^nu for each row of a matrix.</summary>
    public static float[] LambdasOf(SparseMatrix confidences, ImplicitFeedback feedback, float lambda, float nu)
    {
        float[] lambdas = new float[confidences.RowCount];
        for (int row = 0; row < lambdas.Length; row++)
            lambdas[row] = LambdaOf(confidences.CountOf(row), confidences.ColumnCount, feedback, lambda, nu);
        return lambdas;
    }

    /// <summary>The same for a row with n positives, where the other side has M rows.</summary>
    public static float LambdaOf(int n, int others, ImplicitFeedback feedback, float lambda, float nu) =>
        (float)(lambda * feedback.PenaltyWeight(n, others, nu));
}
