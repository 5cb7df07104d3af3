namespace FastMf.Evaluation;

/// <summary>Precision at K: hits / K. The list's length counts, also where fewer items are left to fill it.</summary>
internal static class Precision
{
    public static double Of(in RankedUser user) => (double)user.HitCount / user.Cutoff;
}
