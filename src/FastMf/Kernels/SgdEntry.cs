namespace FastMf.Kernels;

/// <summary>A rating within a block; rows are counted from the beginning of their strips, so that they fit 16 bits.</summary>
internal readonly record struct SgdEntry(ushort User, ushort Item, float Value);

/// <summary>What a row carries besides its factors.</summary>
internal struct SgdRow
{
    /// <summary>G: what it began with and the squared slopes of the ratings seen since.</summary>
    public float Accumulator;

    /// <summary>a or b.</summary>
    public float Bias;

    /// <summary>lambda n^(nu-1): the share of the row's penalty that each of its n ratings carries.</summary>
    public float Shrink;

    /// <summary>The same of the bias' penalty.</summary>
    public float BiasShrink;
}

/// <summary>What all ratings of a fit have in common.</summary>
/// <param name="Mean">mu.</param>
/// <param name="BiasShare">c: a bias' step over its row's step; 0 where biases are off.</param>
/// <param name="NonNegative">Whether factors are kept at 0 or above.</param>
internal readonly record struct SgdTerms(float Mean, float BiasShare, bool NonNegative);
