using System.Globalization;
using FastMf.Data;
using FastMf.IO;
using FastMf.Models;
using FastMf.Tests.IO;
using FastMf.Training;

namespace FastMf.Tests.Training;

/// <summary>Stops fits, resumes them, and compares with what comes without the stop.</summary>
internal static class Interrupted
{
    /// <summary>Stops a fit after a checkpoint at or before an epoch, resumes it, and compares.</summary>
    public static void AssertSame(
        FitResult whole,
        Func<int, Trainer> create,
        Ratings train,
        Ratings? validation,
        int stop,
        int every,
        FactorModel? initial = null
    )
    {
        using CheckpointFolder folder = new();
        int written = Math.Max(every, stop / every * every);
        folder.StopAfter(written, create, train, validation, every, initial);
        int asked = int.Parse(whole.Model.Info.Options["epochs"], CultureInfo.InvariantCulture);
        int epochs = whole.Stopped == StopReason.Epochs ? asked : 1000;
        FitResult resumed = create(epochs).Fit(train, validation, initial, folder.Resuming);
        Assert.Equal(written, resumed.ResumedAfter);
        AssertSame(whole, resumed);
    }

    /// <summary>All but seconds and threads is the same; the model files are, byte for byte.</summary>
    public static void AssertSame(FitResult expected, FitResult actual)
    {
        Assert.Equal(expected.History.Select(Timeless), actual.History.Select(Timeless));
        Assert.Equal(expected.Stopped, actual.Stopped);
        Assert.Equal(expected.BestEpoch, actual.BestEpoch);
        Assert.Equal(expected.Diagnosis.ToString(), actual.Diagnosis.ToString());
        Assert.True(actual.History.Zip(actual.History.Skip(1)).All(two => two.First.Seconds <= two.Second.Seconds));
        using TemporaryFolder folder = new();
        expected.Model.Save(folder["expected"]);
        actual.Model.Save(folder["actual"]);
        Assert.Equal(File.ReadAllBytes(folder["expected"]), File.ReadAllBytes(folder["actual"]));
    }

    private static EpochReport Timeless(EpochReport report) => report with { Seconds = 0 };
}
