using FastMf.Cli.Options;

namespace FastMf.Cli.Output;

/// <summary>Round numbers on an axis.</summary>
internal static class ChartTicks
{
    /// <summary>Multiples of 1, 2 or 5 times a power of ten, with their texts.</summary>
    /// <param name="low">Where the axis begins.</param>
    /// <param name="high">Where it ends, beyond <paramref name="low"/>.</param>
    /// <param name="steps">How many steps at most the axis has room for.</param>
    /// <param name="smallest">The smallest step: 1 for an axis that counts.</param>
    public static (double Value, string Text)[] Between(double low, double high, int steps, double smallest = 0)
    {
        double step = Step((high - low) / steps, smallest);
        double first = Math.Ceiling(low / step - 1e-9);
        double last = Math.Floor(high / step + 1e-9);
        int decimals = Math.Max(0, -(int)Math.Floor(Math.Log10(step)));
        bool plain = decimals <= 6 && Math.Max(Math.Abs(low), Math.Abs(high)) < 1e7;
        string format = plain ? $"F{decimals}" : "G4";
        return
        [
            .. Enumerable
                .Range(0, (int)(last - first) + 1)
                .Select(k => (first + k) * step + 0.0) // no minus zero
                .Select(value => (value, value.ToString(format, Numbers.Culture))),
        ];
    }

    private static double Step(double atLeast, double smallest)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(atLeast)));
        double step = new[] { 1.0, 2, 5, 10 }.First(digit => digit * power >= atLeast * (1 - 1e-9)) * power;
        return Math.Max(step, smallest);
    }
}
