using System.Runtime.Intrinsics;
using FastMf.Kernels;

namespace FastMf.Tests.Kernels;

public sealed class LogLanesTests
{
    [Fact]
    public void Eight_at_once_have_the_bits_of_one_by_one()
    {
        double[] numbers =
        [
            .. Enumerable.Range(0, 4000).Select(i => Math.Pow(1.3, i - 2000) * (1 + CounterRandom.Uniform(1, 2, (ulong)i))),
            .. (double[])[2.2250738585072014E-308, double.MaxValue, 1, 2, Math.Sqrt(2), Math.BitDecrement(1), 0.5, 1e-10],
        ];
        double[] logarithms = new double[8];
        foreach (double[] eight in numbers.Where(double.IsNormal).Where(double.IsPositive).Chunk(8).Where(c => c.Length == 8))
        {
            LogLanes.Of(Vector512.Create(eight)).CopyTo(logarithms);
            Assert.Equal(eight.Select(Elementary.Log), logarithms);
        }
    }
}
