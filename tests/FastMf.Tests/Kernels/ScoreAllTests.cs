using FastMf.Kernels;
using FastMf.Simd;

namespace FastMf.Tests.Kernels;

public class ScoreAllTests
{
    [Fact]
    public void Many_rows_have_the_bits_of_each_alone()
    {
        Random random = new(1);
        foreach (int length in (int[])[16, 48, 64])
        {
            float[] x = Numbers(random, length);
            for (int rows = 0; rows < 14; rows++)
            {
                float[] matrix = Numbers(random, rows * length);
                float[] bias = Numbers(random, rows);
                foreach (int width in SimdWidths.All)
                {
                    float[] scores = new float[rows];
                    Assert.Equal(rows, SimdWidth.Dispatch<Scoring, int>(new(x, matrix, bias, scores), width));
                    for (int j = 0; j < rows; j++)
                    {
                        float[] one = [0f];
                        float[] row = matrix[(j * length)..((j + 1) * length)];
                        SimdWidth.Dispatch<Scoring, int>(new(x, row, [bias[j]], one), width);
                        Assert.Equal(one[0], scores[j]);
                    }
                }
            }
        }
    }

    private static float[] Numbers(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];

    private readonly struct Scoring(float[] x, float[] rows, float[] bias, float[] scores) : ISimdVisitor<int>
    {
        public int Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd>
        {
            ScoreAll.Products<TSimd>(0.25f, bias, x, rows, scores);
            return scores.Length;
        }
    }
}
