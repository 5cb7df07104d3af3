namespace FastMf.Threads;

/// <summary>A block of a grid in its place in a pass.</summary>
/// <param name="Row">Its row strip.</param>
/// <param name="Column">Its column strip.</param>
/// <param name="Round">Its round: strips may begin with it when their blocks of the round before are done.</param>
/// <param name="Follows">Whether the worker comes from the same column, whose strip is therefore near.</param>
internal readonly record struct GridBlock(int Row, int Column, int Round, bool Follows);
