namespace FastMf.Data;

/// <summary>One rating: who, what, how much.</summary>
/// <param name="User">The user's id.</param>
/// <param name="Item">The item's id.</param>
/// <param name="Value">The rating, r in the objective; finite.</param>
/// <param name="Time">When, in the user's own unit (commonly seconds since 1970); used by splits by time alone.</param>
/// <param name="Weight">w in the objective: finite, not negative; 1 leaves the rating's data cost as it is.</param>
public readonly record struct Rating(Id User, Id Item, float Value, long Time = 0, float Weight = 1f);
