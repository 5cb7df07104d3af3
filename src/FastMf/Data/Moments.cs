using FastMf.Threads;

namespace FastMf.Data;

/// <summary>Moments of ratings, summed in double over fixed blocks: the same bits for any number of threads.</summary>
internal static class Moments
{
    private const int BlockSize = 65_536;

    /// <summary>The mean squared distance of the values from their mean; 1 where all are equal, so that one can divide by it.</summary>
    public static double Variance(Ratings ratings, WorkerTeam team)
    {
        double[] sums = new double[(ratings.Count + BlockSize - 1) / BlockSize];
        team.ForEach(
            sums.Length,
            block =>
            {
                int first = block * BlockSize;
                double sum = 0;
                foreach (float value in ratings.Values[first..Math.Min(first + BlockSize, ratings.Count)])
                    sum += (value - ratings.Mean) * (value - ratings.Mean);
                sums[block] = sum;
            }
        );
        double variance = sums.Sum() / ratings.Count;
        return variance > 0 ? variance : 1;
    }
}
