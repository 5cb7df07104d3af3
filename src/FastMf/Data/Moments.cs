using System.Numerics.Tensors;
using FastMf.Threads;

namespace FastMf.Data;

/// <summary>Moments of ratings, summed in double over fixed blocks: the same bits for any number of threads.</summary>
internal static class Moments
{
    private const int BlockSize = 65_536;

    /// <summary>Mean, smallest and largest value; 0 where there are none.</summary>
    public static (double Mean, float Min, float Max) Summarize(float[] values, WorkerTeam? team = null)
    {
        if (values.Length == 0)
            return (0, 0, 0);
        double[] sums = new double[(values.Length + BlockSize - 1) / BlockSize];
        float[] least = new float[sums.Length];
        float[] most = new float[sums.Length];
        void SummarizeBlock(int block)
        {
            int first = block * BlockSize;
            ReadOnlySpan<float> part = values.AsSpan(first..Math.Min(first + BlockSize, values.Length));
            sums[block] = Sum(part);
            least[block] = TensorPrimitives.Min(part);
            most[block] = TensorPrimitives.Max(part);
        }
        if (team is not null)
            team.ForEach(sums.Length, SummarizeBlock);
        for (int block = 0; team is null && block < sums.Length; block++)
            SummarizeBlock(block);
        return (sums.Sum() / values.Length, TensorPrimitives.Min<float>(least), TensorPrimitives.Max<float>(most));
    }

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

    /// <summary>Four sums side by side, so that an addition need not wait for the one before.</summary>
    private static double Sum(ReadOnlySpan<float> values)
    {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        for (; values.Length >= 4; values = values[4..])
        {
            s0 += values[0];
            s1 += values[1];
            s2 += values[2];
            s3 += values[3];
        }
        foreach (float value in values)
            s0 += value;
        return s0 + s1 + (s2 + s3);
    }
}
