using System.Globalization;

namespace FastMf.Trainers;

/// <summary>What the trainers' schedules share.</summary>
internal static class Rates
{
    /// <summary>The decimal number that was meant, 0.8 and not 0.800000011920929, so that reports show it as it was given.</summary>
    public static double AsGiven(float rate) =>
        double.Parse(rate.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>rate / (1 + (epoch - 1) / 10), epochs beginning at 1.</summary>
    public static double InverseTime(double rate, int epoch) => rate / (1 + (epoch - 1) / 10.0);
}
