namespace FastMf.Retrieval;

/// <summary>What a request makes of the score of an item: multiplier * score + addition, each rounded to float.</summary>
/// <param name="Row">The item's row.</param>
/// <param name="Multiplier">The factor; 1 changes nothing. Mind that scores may be negative.</param>
/// <param name="Addition">Is added; 0 changes nothing.</param>
public readonly record struct ItemBoost(int Row, float Multiplier = 1f, float Addition = 0f)
{
    /// <summary>Whether it changes anything.</summary>
    internal bool IsNone => Multiplier == 1f && Addition == 0f;

    internal float Of(float score)
    {
        float product = Multiplier * score;
        return product + Addition;
    }
}
