using System.Diagnostics;
using FastMf.Kernels;
using FastMf.Simd;

namespace FastMf.Data;

/// <summary>
/// Rows of rounded numbers as a model file has them, without padding: halves of floats (bfloat16), or bytes and what 1 stands
/// for in each row. In managed memory or in a mapped file; made floats of when they are read.
/// </summary>
internal sealed class RoundedRows
{
    private readonly Region<short> _halves; // either these
    private readonly Region<sbyte> _codes; // or these
    private readonly Region<float> _scales;

    /// <summary>Numbers in bfloat16.</summary>
    /// <param name="halves">Row after row.</param>
    /// <param name="columns">Numbers of a row.</param>
    public RoundedRows(Region<short> halves, int columns) => (_halves, Columns) = (halves, columns);

    /// <summary>Numbers in a byte each.</summary>
    /// <param name="codes">Row after row.</param>
    /// <param name="scales">What 1 stands for, for each row.</param>
    /// <param name="columns">Numbers of a row.</param>
    public RoundedRows(Region<sbyte> codes, Region<float> scales, int columns) =>
        (_codes, _scales, Columns) = (codes, scales, columns);

    /// <summary>Numbers of a row.</summary>
    public int Columns { get; }

    /// <summary>Whether they are in memory of somebody else, which no span keeps alive.</summary>
    public bool IsForeign => _halves.IsForeign || _codes.IsForeign;

    /// <summary>Makes floats of consecutive rows.</summary>
    /// <param name="first">The first row.</param>
    /// <param name="rows">Receives them, each padded with zeros to a multiple of 16.</param>
    /// <param name="stride">Floats from one row's beginning to the next one's.</param>
    public void Decode<TSimd>(int first, Span<float> rows, int stride)
        where TSimd : struct, ISimd<TSimd>
    {
        Debug.Assert(rows.Length % stride == 0);
        long at = (long)first * Columns;
        for (int row = first; rows.Length > 0; row++, at += Columns, rows = rows[stride..])
        {
            if (_halves.Exists)
                DecodeRow.Halves<TSimd>(_halves.Slice(at, Columns), rows[..stride]);
            else
                DecodeRow.Bytes<TSimd>(_codes.Slice(at, Columns), _scales[row], rows[..stride]);
        }
    }
}
