using FastMf.Data;

namespace FastMf.Tests.Data;

public class AliasTableTests
{
    [Theory]
    [InlineData(new double[] { 1 })]
    [InlineData(new double[] { 1, 1, 1 })]
    [InlineData(new double[] { 5, 1, 3, 1e-3, 0.7 })]
    [InlineData(new double[] { 1, 100, 1, 1, 1, 1, 1, 1 })]
    public void OutcomesHaveTheirShares(double[] weights)
    {
        AliasTable table = new(weights);
        const int Steps = 4_000; // of each half of the bits: an even grid instead of random numbers
        double[] hits = new double[weights.Length];
        int slots = weights.Length;
        for (ulong slot = 0; slot < (ulong)slots; slot++)
        {
            for (ulong step = 0; step < Steps; step++)
            {
                ulong middle = ((slot << 32) + (1UL << 31)) / (ulong)slots;
                hits[table.Draw(middle << 32 | step * (uint.MaxValue / Steps))]++;
            }
        }
        for (int i = 0; i < slots; i++)
            Assert.Equal(weights[i] / weights.Sum(), hits[i] / (Steps * slots), 1e-3);
    }
}
