using FastMf.Data;

namespace FastMf.Live;

/// <summary>That a user gave an item a value; the last one of a pair counts.</summary>
/// <param name="Sequence">Its number, 1 for the first event of a store; later events have higher ones.</param>
/// <param name="User">The user's id.</param>
/// <param name="Item">The item's id.</param>
/// <param name="Value">The rating, or how often or how much; finite.</param>
/// <param name="Time">When, in the caller's own unit.</param>
public readonly record struct LiveEvent(long Sequence, Id User, Id Item, float Value, long Time);
