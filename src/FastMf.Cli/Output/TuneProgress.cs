using FastMf.Cli.Options;
using FastMf.Selection;

namespace FastMf.Cli.Output;

/// <summary>One plain line a candidate, or the bar where there is one.</summary>
internal sealed class TuneProgress(Session session) : IProgress<SearchProgress>
{
    public void Report(SearchProgress value) =>
        session.Progress.Step(
            (double)value.Finished / value.Planned,
            Numbers.Format(
                $"candidate {value.Finished}/{value.Planned}  {TuneResult.Describe(value.Latest.Candidate)}  {TuneResult.Name(value.Latest.Result.Measure)} {value.Latest.Result.Error:F5}"
            )
        );
}
