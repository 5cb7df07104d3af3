using FastMf.Kernels;

namespace FastMf.Tests.Kernels;

/// <summary>
/// Sums of weights times bytes, a rounding each: |error| &lt;= (n + 1) eps (|sum| + sum |w_k c_k|) for the sums of a few items and
/// their bounds.
/// </summary>
internal sealed class ScreenPanelCase() : KernelCase("ScreenPanel.Add", 0x89FC4852E8E1C151)
{
    private static readonly int[] s_places = [0, 15, 16, 37, 63];

    protected override float[] Run<TSimd>(KernelInput input)
    {
        float[] sums = Sums(input);
        float[] bounds = new float[ScreenPanel.Items];
        float least = input.Scalar(30);
        ulong reached = ScreenPanel.Add<TSimd>(Codes(input), Weights(input), sums, bounds, least);
        for (int j = 0; j < ScreenPanel.Items; j++)
            Assert.Equal(bounds[j] >= least, (reached >> j & 1) != 0);
        return [.. s_places.Select(j => sums[j]), .. s_places.Select(j => bounds[j])];
    }

    public override (double Value, double Bound)[] Reference(KernelInput input)
    {
        float[] weights = Weights(input);
        return
        [
            .. s_places.Select(j => Sum(input, j, weights.Length - 1)),
            .. s_places.Select(j => Sum(input, j, weights.Length)),
        ];
    }

    private static (double Value, double Bound) Sum(KernelInput input, int item, int rows)
    {
        sbyte[] codes = Codes(input);
        double value = Sums(input)[item];
        double size = Math.Abs(value);
        for (int k = 0; k < rows; k++)
        {
            double product = (double)Weights(input)[k] * codes[k * ScreenPanel.Items + item];
            value += product;
            size += Math.Abs(product);
        }
        return (value, (rows + 1) * Eps * 1.01 * size + (rows + 1) * Tiny);
    }

    private static float[] Weights(KernelInput input) => [.. input.Row(1), input.Scalar(31)];

    private static float[] Sums(KernelInput input) =>
        [.. Enumerable.Range(0, ScreenPanel.Items).Select(j => input.Scalar(40 + j))];

    /// <summary>All bytes, in an order that repeats late.</summary>
    private static sbyte[] Codes(KernelInput input) =>
        [
            .. Enumerable
                .Range(0, (input.Row(1).Length + 1) * ScreenPanel.Items)
                .Select(k => (sbyte)(k * 37 % 255 - 127)),
        ];
}
