namespace FastMf.Evaluation;

/// <summary>Recall at K: hits / R, of all relevant items, also where R is above K.</summary>
internal static class Recall
{
    public static double Of(in RankedUser user) => (double)user.HitCount / user.Relevant;
}
