namespace FastMf.Evaluation;

/// <summary>Hit rate at K: 1 where the list has a hit, else 0.</summary>
internal static class HitRate
{
    public static double Of(in RankedUser user) => user.Hits.Contains(true) ? 1 : 0;
}
