namespace FastMf.Training;

/// <summary>Reports as a table of doubles, exact in both directions; what is unknown is NaN there.</summary>
internal static class ReportHistory
{
    /// <summary>Numbers of a report.</summary>
    public const int Columns = 12;

    /// <summary>The table of some reports, row after row.</summary>
    public static double[] ToNumbers(IReadOnlyList<EpochReport> reports)
    {
        List<double> numbers = new(reports.Count * Columns);
        foreach (EpochReport report in reports)
        {
            numbers.AddRange([
                report.Epoch,
                report.Objective ?? double.NaN,
                report.DataCost ?? double.NaN,
                report.Penalty ?? double.NaN,
                report.TrainRmse ?? double.NaN,
                report.ValidationRmse ?? double.NaN,
                report.LearningRate,
                report.Seconds,
                report.ValidationLogLoss ?? double.NaN,
                report.UserNorm ?? double.NaN,
                report.ItemNorm ?? double.NaN,
                report.ValidationNdcg ?? double.NaN,
            ]);
        }
        return [.. numbers];
    }

    /// <summary>The reports of a table; null where they are not those of one epoch after the other, up to a given one.</summary>
    public static IReadOnlyList<EpochReport>? Parse(ReadOnlySpan<double> numbers, int last)
    {
        List<EpochReport> reports = [];
        int first = last + 1 - numbers.Length / Columns;
        for (; !numbers.IsEmpty; numbers = numbers[Columns..])
        {
            if (numbers[0] != first + reports.Count || !double.IsFinite(numbers[7]))
                return null;
            reports.Add(
                new EpochReport(
                    first + reports.Count,
                    Known(numbers[1]),
                    Known(numbers[2]),
                    Known(numbers[3]),
                    Known(numbers[4]),
                    Known(numbers[5]),
                    numbers[6],
                    numbers[7],
                    Known(numbers[8]),
                    Known(numbers[9]),
                    Known(numbers[10]),
                    Known(numbers[11])
                )
            );
        }
        return first is 0 or 1 ? reports : null;
    }

    private static double? Known(double number) => double.IsNaN(number) ? null : number;
}
