using FastMf.Data;

namespace FastMf.Models;

/// <summary>A user and how similar to another one.</summary>
/// <param name="User">The user's id.</param>
/// <param name="Score">The cosine of the angle between both users' factors, -1 to 1.</param>
public readonly record struct SimilarUser(Id User, float Score);
