using FastMf.Training;

namespace FastMf.Selection;

/// <summary>A trainer among those that a study sets side by side.</summary>
/// <param name="Name">What to call it.</param>
/// <param name="Trainer">
/// The trainer. Let its options track the objective (<see cref="TrainerOptions.TrackObjective"/>), or data costs and
/// penalties stay unknown.
/// </param>
public sealed record StudyCase(string Name, Trainer Trainer);
