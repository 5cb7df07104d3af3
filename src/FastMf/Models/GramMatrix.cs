using System.Runtime.InteropServices;
using FastMf.Data;
using FastMf.Kernels;
using FastMf.Simd;
using FastMf.Threads;

namespace FastMf.Models;

/// <summary>
/// Y'Y of a matrix of rows, again and again while its numbers change. The rows are cut into strips by their number alone;
/// a strip is added up in float, 128 rows at a time, and the strips in double: the bits depend neither on the number of
/// threads nor on the vector width.
/// </summary>
internal sealed class GramMatrix
{
    private const int MaxStrips = 32;
    private const int AtOnce = 128;

    private readonly FactorMatrix _rows;
    private readonly WorkerTeam _team;
    private readonly FactorMatrix[] _strips;
    private readonly Action<int> _addRows;
    private readonly Action<int> _addStrips;

    /// <param name="rows">Y.</param>
    /// <param name="team">Who computes.</param>
    /// <param name="width">The register width.</param>
    public GramMatrix(FactorMatrix rows, WorkerTeam team, int width)
    {
        _rows = rows;
        _team = team;
        _strips = new FactorMatrix[Math.Clamp(rows.Rows / (4 * AtOnce), 1, MaxStrips)];
        for (int strip = 0; strip < _strips.Length; strip++)
            _strips[strip] = new FactorMatrix(rows.Stride, rows.Columns);
        Values = new double[(long)rows.Columns * rows.Columns];
        _addRows = SimdWidth.Dispatch<Binding, Action<int>>(new(this), width);
        _addStrips = AddStrips;
    }

    /// <summary>Y'Y row by row, both triangles, without padding; of the last <see cref="Compute"/>.</summary>
    public double[] Values { get; }

    /// <summary>Adds up. Allocates nothing.</summary>
    public void Compute()
    {
        _team.ForEach(_strips.Length, _addRows);
        _team.ForEach(_rows.Columns, _addStrips);
        int n = _rows.Columns;
        for (int i = 0; i < n; i++)
        for (int j = 0; j < i; j++)
            Values[i * n + j] = Values[j * n + i];
    }

    private void AddRows<TSimd>(int strip)
        where TSimd : struct, ISimd<TSimd>
    {
        Span<float> sum = _strips[strip].Span(0, _strips[strip].Rows);
        sum.Clear();
        using RowRoom room = new(_rows, AtOnce);
        int end = (int)((long)_rows.Rows * (strip + 1) / _strips.Length);
        for (int first = (int)((long)_rows.Rows * strip / _strips.Length); first < end; first += AtOnce)
        {
            ReadOnlySpan<float> y = _rows.Read<TSimd>(first, Math.Min(AtOnce, end - first), room.Floats);
            RankUpdate.Add<TSimd>(y, y, _rows.Stride, _rows.Columns, sum, _rows.Stride);
        }
    }

    private void AddStrips(int row)
    {
        Span<double> sum = MemoryMarshal.CreateSpan(ref Values[(long)row * _rows.Columns], _rows.Columns);
        sum.Clear();
        foreach (FactorMatrix strip in _strips)
        {
            ReadOnlySpan<float> values = strip[row];
            for (int j = row; j < values.Length; j++)
                sum[j] += values[j];
        }
    }

    private readonly struct Binding(GramMatrix gram) : ISimdVisitor<Action<int>>
    {
        public Action<int> Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd> => gram.AddRows<TSimd>;
    }
}
