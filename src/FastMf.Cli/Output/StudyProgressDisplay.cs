using FastMf.Cli.Options;
using FastMf.Selection;

namespace FastMf.Cli.Output;

/// <summary>The bar an epoch, where there is one; a plain line a run.</summary>
internal sealed class StudyProgressDisplay(Session session, int epochs) : IProgress<StudyProgress>
{
    public void Report(StudyProgress value)
    {
        if (value.Finished is { } run)
            session.Say(
                run.Diverged
                    ? $"{run.Name}: diverged"
                    : Numbers.Format(
                        $"{run.Name}: best {run.BestError:F4} in epoch {run.BestEpoch}, last {run.LastError:F4}"
                    )
            );
        else
            session.Progress.Move(
                (double)value.Latest.Epoch / epochs,
                $"{value.Name}: {EpochProgress.Describe(value.Latest, epochs)}"
            );
    }
}
