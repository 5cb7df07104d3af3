namespace FastMf.Evaluation;

/// <summary>
/// Average precision at K: the sum over the hits of the precision at the hit's place, / min(K, R). Its mean is MAP.
/// </summary>
internal static class AveragePrecision
{
    public static double Of(in RankedUser user)
    {
        double sum = 0;
        int hits = 0;
        for (int i = 0; i < user.Hits.Length; i++)
        {
            if (user.Hits[i])
                sum += (double)++hits / (i + 1);
        }
        return sum / Math.Min(user.Cutoff, user.Relevant);
    }
}
