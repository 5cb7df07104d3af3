namespace FastMf.Selection;

/// <summary>A run of a <see cref="PenaltyStudy"/>.</summary>
/// <param name="Lambda">Of the factors' penalty.</param>
/// <param name="Rank">The number of factors.</param>
/// <param name="Run">The learning curve.</param>
/// <param name="Verdict">What it shows beside the study's other curves.</param>
public sealed record PenalizedRun(float Lambda, int Rank, StudyRun Run, FitVerdict Verdict);
