using System.Text;
using FastMf.Cli.Options;
using FastMf.Training;

namespace FastMf.Cli.Output;

/// <summary>One plain line an epoch, or the bar where there is one.</summary>
/// <param name="session">Where to.</param>
/// <param name="epochs">How many there will be.</param>
/// <param name="lines">Whether there are plain lines where there is no bar.</param>
internal sealed class EpochProgress(Session session, int epochs, bool lines = true) : IProgress<EpochReport>
{
    public void Report(EpochReport value)
    {
        double done = value.Epoch >= epochs ? 1 : (double)value.Epoch / epochs;
        if (lines)
            session.Progress.Step(done, Describe(value, epochs));
        else
            session.Progress.Move(done, Describe(value, epochs));
    }

    /// <summary>What is known of an epoch, in one line.</summary>
    internal static string Describe(EpochReport report, int epochs)
    {
        string of = report.Epoch > epochs ? "" : Numbers.Format($"/{epochs}"); // beyond the last there is ials' exact one
        StringBuilder line = new(Numbers.Format($"epoch {report.Epoch}{of}"));
        Add("objective", report.Objective, "G8");
        Add("data cost", report.DataCost, "G8");
        Add("penalty", report.Penalty, "G6");
        Add("train rmse", report.TrainRmse, "F5");
        Add("validation rmse", report.ValidationRmse, "F5");
        Add("validation log loss", report.ValidationLogLoss, "F5");
        Add("validation ndcg@10", report.ValidationNdcg, "F5");
        if (report.Epoch > 0 && double.IsFinite(report.LearningRate))
            Add("rate", report.LearningRate, "G4");
        return line.Append(Numbers.Format($"  {report.Seconds:F1} s")).ToString();

        void Add(string name, double? value, string format)
        {
            if (value is { } number)
                line.Append("  ").Append(name).Append(' ').Append(number.ToString(format, Numbers.Culture));
        }
    }
}
