namespace FastMf.Models;

/// <summary>How exact factors are, and so how many bytes each takes in a file. In memory they are floats always.</summary>
public enum FactorPrecision
{
    /// <summary>Float: 4 bytes.</summary>
    Single,

    /// <summary>The upper half of a float: 2 bytes, 8 significant bits, rounded to nearest, ties to even.</summary>
    BFloat16,

    /// <summary>A signed byte of -127 to 127 times a scale of the row: 1 byte.</summary>
    Int8,
}
