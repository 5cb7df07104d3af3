using System.Diagnostics;
using System.Numerics.Tensors;

namespace FastMf.Kernels;

/// <summary>
/// Eigenvalues and eigenvectors of a symmetric matrix in double precision: Householder's reduction to three diagonals,
/// then QL steps with implicit shifts (Golub and Van Loan, sections 8.3.1 and 8.3.3). Only + - * / and square root, rows
/// element by element and sums in order: the same bits on every machine.
/// </summary>
internal sealed class SymmetricEigen
{
    private const int MaxSteps = 60; // a value takes two or three; NaN never settles

    private readonly int _n;
    private readonly double[] _a;
    private readonly double[] _off; // beside the diagonal
    private readonly double[] _scales; // 2 / v'v of each reflection
    private readonly double[] _room;
    private readonly double[] _room2;
    private double _nothing;

    /// <param name="n">Rows of the matrices, 1 or more.</param>
    public SymmetricEigen(int n)
    {
        _n = n;
        _a = new double[n * n];
        _off = new double[n];
        _scales = new double[n];
        _room = new double[n];
        _room2 = new double[n];
        Values = new double[n];
        Vectors = new double[n * n];
    }

    /// <summary>The eigenvalues, in no particular order.</summary>
    public double[] Values { get; }

    /// <summary>Row after row, the eigenvector of each value, of length 1.</summary>
    public double[] Vectors { get; }

    /// <summary>Decomposes a matrix, given by all its elements row by row. Allocates nothing.</summary>
    public void Decompose(ReadOnlySpan<double> matrix)
    {
        Debug.Assert(matrix.Length == _n * _n);
        matrix.CopyTo(_a);
        double largest = TensorPrimitives.MaxMagnitude<double>(_a);
        _nothing = 1e-60 * largest * largest;
        for (int k = 0; k + 2 < _n; k++)
            Reflect(k);
        for (int k = 0; k < _n; k++)
            Values[k] = _a[k * _n + k];
        if (_n > 1)
            _off[_n - 2] = _a[(_n - 2) * _n + _n - 1];
        _off[_n - 1] = 0;
        Accumulate();
        for (int k = 0; k < _n; k++)
            Settle(k);
    }

    private Span<double> Row(double[] matrix, int row, int from) => matrix.AsSpan(row * _n + from, _n - from);

    /// <summary>Clears row and column k beyond the element next to the diagonal: A = H A H, H = I - scale v v'.</summary>
    private void Reflect(int k)
    {
        Span<double> v = Row(_a, k, k + 1);
        double rest = Product(v[1..], v[1..]);
        if (rest <= _nothing) // what roundings left of roundings: its square would be no number any more
        {
            (_off[k], _scales[k]) = (v[0], 0);
            return;
        }
        double norm = Math.Sqrt(v[0] * v[0] + rest);
        _off[k] = v[0] > 0 ? -norm : norm;
        v[0] -= _off[k];
        _scales[k] = 2 / (v[0] * v[0] + rest);
        Span<double> p = _room.AsSpan(0, v.Length);
        p.Clear();
        for (int j = 0; j < v.Length; j++)
            TensorPrimitives.FusedMultiplyAdd<double>(Row(_a, k + 1 + j, k + 1), v[j], p, p);
        TensorPrimitives.Multiply<double>(p, _scales[k], p);
        TensorPrimitives.FusedMultiplyAdd<double>(v, -0.5 * _scales[k] * Product(v, p), p, p);
        for (int j = 0; j < v.Length; j++)
        {
            Span<double> row = Row(_a, k + 1 + j, k + 1);
            TensorPrimitives.FusedMultiplyAdd<double>(p, -v[j], row, row);
            TensorPrimitives.FusedMultiplyAdd<double>(v, -p[j], row, row);
        }
    }

    /// <summary>Puts the transposed product of all reflections into the vectors.</summary>
    private void Accumulate()
    {
        Span<double> q = Vectors;
        q.Clear();
        for (int k = 0; k < _n; k++)
            q[k * _n + k] = 1;
        for (int k = _n - 3; k >= 0; k--)
        {
            ReadOnlySpan<double> v = Row(_a, k, k + 1);
            Span<double> sum = _room.AsSpan(0, v.Length);
            sum.Clear();
            for (int j = 0; j < v.Length; j++)
                TensorPrimitives.FusedMultiplyAdd<double>(Row(Vectors, k + 1 + j, k + 1), v[j], sum, sum);
            for (int j = 0; j < v.Length; j++)
            {
                Span<double> row = Row(Vectors, k + 1 + j, k + 1);
                TensorPrimitives.FusedMultiplyAdd<double>(sum, -_scales[k] * v[j], row, row);
            }
        }
        for (int i = 0; i < _n; i++)
        for (int j = 0; j < i; j++)
            (q[i * _n + j], q[j * _n + i]) = (q[j * _n + i], q[i * _n + j]);
    }

    /// <summary>QL steps until element k stands alone.</summary>
    private void Settle(int k)
    {
        for (int step = 0; step < MaxSteps; step++)
        {
            int m = k;
            while (m + 1 < _n && !IsSmall(m))
                m++;
            if (m == k)
                return;
            Step(k, m);
        }
    }

    private bool IsSmall(int m) =>
        Math.Abs(_off[m]) <= 1.1102230246251565e-16 * (Math.Abs(Values[m]) + Math.Abs(Values[m + 1])); // 2^-53

    private void Step(int k, int m)
    {
        double[] d = Values;
        double shift = (d[k + 1] - d[k]) / (2 * _off[k]);
        double root = Math.Sqrt(shift * shift + 1);
        shift = d[m] - d[k] + _off[k] / (shift + (shift < 0 ? -root : root));
        double s = 1;
        double c = 1;
        double moved = 0;
        for (int i = m - 1; i >= k; i--)
        {
            double f = s * _off[i];
            double b = c * _off[i];
            double r = Math.Sqrt(f * f + shift * shift);
            _off[i + 1] = r;
            if (r == 0)
            {
                d[i + 1] -= moved;
                _off[m] = 0;
                return;
            }
            s = f / r;
            c = shift / r;
            shift = d[i + 1] - moved;
            r = (d[i] - shift) * s + 2 * c * b;
            moved = s * r;
            d[i + 1] = shift + moved;
            shift = c * r - b;
            Rotate(Row(Vectors, i, 0), Row(Vectors, i + 1, 0), c, s);
        }
        d[k] -= moved;
        _off[k] = shift;
        _off[m] = 0;
    }

    /// <summary>x = c x - s y, y = s x + c y.</summary>
    private void Rotate(Span<double> x, Span<double> y, double c, double s)
    {
        Span<double> old = _room2;
        TensorPrimitives.Multiply<double>(x, s, old);
        TensorPrimitives.Multiply<double>(x, c, x);
        TensorPrimitives.FusedMultiplyAdd<double>(y, -s, x, x);
        TensorPrimitives.FusedMultiplyAdd<double>(y, c, old, y);
    }

    private static double Product(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
            sum += x[i] * y[i];
        return sum;
    }
}
