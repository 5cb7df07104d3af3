namespace FastMf.Evaluation;

/// <summary>Reciprocal rank: 1 / the place of the first hit, counted from 1; 0 without a hit. Its mean is MRR.</summary>
internal static class ReciprocalRank
{
    public static double Of(in RankedUser user)
    {
        int first = user.Hits.IndexOf(true);
        return first < 0 ? 0 : 1.0 / (first + 1);
    }
}
