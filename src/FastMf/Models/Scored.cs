namespace FastMf.Models;

/// <summary>A row and its score.</summary>
/// <param name="Row">The row of an item (or of a user, where users were asked for).</param>
/// <param name="Score">The prediction, or the cosine for similar rows.</param>
public readonly record struct Scored(int Row, float Score);

/// <summary>A prediction, and whether the model knew whom and what it was asked for.</summary>
/// <param name="Value">y. For an unknown user or item the mean and the known side's bias.</param>
/// <param name="UserKnown">Whether the model has the user.</param>
/// <param name="ItemKnown">Whether the model has the item.</param>
public readonly record struct Prediction(float Value, bool UserKnown, bool ItemKnown);
