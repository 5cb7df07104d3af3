using FastMf.Models;

namespace FastMf.IO;

/// <summary>Factors from safetensors files that other programs wrote.</summary>
public static class SafeTensors
{
    /// <summary>
    /// Reads <c>user_factors</c> [users, rank] and <c>item_factors</c> [items, rank] (F32, F64, F16, BF16, or I8 with a scale a row), and where
    /// there are any, <c>user_bias</c>, <c>item_bias</c>, ids and <c>fastmf.mean</c> as in a model file. Ids are
    /// 0 … n-1 where there are none. No checksum is asked for; one that is there must match.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ModelFileException">It is no such file, or it is cut off or altered.</exception>
    /// <exception cref="IOException">The file could not be read.</exception>
    public static FactorModel ReadFactors(string path) => ModelReader.Read(path, foreign: true);
}
