namespace FastMf.Penalties;

/// <summary>
/// A penalty as training sees it, for the users or for the items: three numbers to which all penalties add up.
/// </summary>
/// <param name="Shrink">lambda of the squares: a gradient step shrinks x by this times x.</param>
/// <param name="Threshold">lambda of the magnitudes: after a step, x moves towards 0 by this times the step, and stops there.</param>
/// <param name="Norm">lambda of the norm of the whole matrix, whose gradient is x / norm.</param>
internal readonly record struct PenaltyStrength(float Shrink, float Threshold, float Norm)
{
    public static PenaltyStrength operator +(PenaltyStrength x, PenaltyStrength y) =>
        new(x.Shrink + y.Shrink, x.Threshold + y.Threshold, x.Norm + y.Norm);

    /// <summary>The penalty's gradient at one number of a row; at kinks (0, the zero matrix) the subgradient 0.</summary>
    /// <param name="x">The number.</param>
    /// <param name="weight">n^nu of its row.</param>
    /// <param name="norm">The norm of the whole matrix.</param>
    public double Slope(float x, double weight, double norm)
    {
        double slope = weight * Shrink * x;
        if (Threshold > 0f)
            slope += weight * Threshold * Math.Sign(x);
        if (Norm > 0f && norm > 0)
            slope += Norm * x / norm;
        return slope;
    }
}
