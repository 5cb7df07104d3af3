using System.Numerics.Tensors;
using FastMf.Data;
using FastMf.Kernels;
using FastMf.Simd;

namespace FastMf.Models;

/// <summary>
/// A few steps of conjugate gradients towards the solution of <see cref="ImplicitSolver{TSimd}"/>, from the row as it is,
/// where the products of all columns are diagonal. The preconditioner is the system's diagonal: the part of all columns
/// as it is, and of the positives the squares. A step costs one pass over the row's positives, and the last step half of
/// one, since nothing follows it.
/// </summary>
internal sealed class GradientSolver<TSimd>
    where TSimd : struct, ISimd<TSimd>
{
    private const float Nothing = 1e-30f; // of J left to gain: below it the numbers of a step are no numbers any more

    private readonly int _steps;
    private readonly FactorMatrix _room;

    /// <param name="rank">The number of unknowns.</param>
    /// <param name="steps">How many steps, 1 or more.</param>
    public GradientSolver(int rank, int steps)
    {
        _steps = steps;
        _room = new FactorMatrix(6, rank);
    }

    /// <summary>Moves one row; the parameters are those of <see cref="IImplicitSolver.Solve"/>.</summary>
    public bool Solve(
        FixedColumns columns,
        ReadOnlySpan<int> others,
        ReadOnlySpan<float> confidences,
        float lambda,
        Span<float> x
    )
    {
        if (confidences.IsEmpty)
        {
            x.Clear();
            return true;
        }
        ref float v = ref columns.Factors.Origin;
        Span<float> d = _room.Row(0);
        Span<float> inverse = _room.Row(1);
        Span<float> r = _room.Row(2);
        Span<float> z = _room.Row(3);
        Span<float> p = _room.Row(4);
        Span<float> q = _room.Row(5);
        TensorPrimitives.Add(columns.Diagonal, lambda, d);
        TensorPrimitives.Max(d, columns.Least, d);
        d.CopyTo(inverse);
        TensorPrimitives.Multiply(d, x, r);
        TensorPrimitives.Negate<float>(r, r);
        WeightedRows.AddResidualAndSquares<TSimd>(in v, others, confidences, columns.Discount, x, r, inverse);
        TensorPrimitives.Divide(1f, inverse, inverse);
        TensorPrimitives.Multiply(inverse, r, z);
        z.CopyTo(p);
        float rz = Dot.Of<TSimd>(r, z);
        for (int step = 1; rz > Nothing; step++)
        {
            bool last = step == _steps;
            TensorPrimitives.Multiply(d, p, q);
            double curvature;
            if (last)
            {
                curvature =
                    Dot.Of<TSimd>(p, q)
                    + WeightedRows.SumOfSquares<TSimd>(
                        in v,
                        others[..confidences.Length],
                        confidences,
                        columns.Discount,
                        p
                    );
            }
            else
            {
                TensorPrimitives.Negate<float>(q, q);
                WeightedRows.AddResidual<TSimd>(
                    in v,
                    others[..confidences.Length],
                    confidences,
                    0f,
                    columns.Discount,
                    p,
                    q
                );
                curvature = -Dot.Of<TSimd>(p, q);
            }
            if (!(curvature > 0))
                break;
            float length = (float)(rz / curvature);
            Axpy.Add<TSimd>(length, p, x);
            if (last)
                break;
            Axpy.Add<TSimd>(length, q, r); // q is -A p
            TensorPrimitives.Multiply(inverse, r, z);
            float before = rz;
            rz = Dot.Of<TSimd>(r, z);
            TensorPrimitives.FusedMultiplyAdd(p, rz / before, z, p);
        }
        return TensorPrimitives.IsFiniteAll<float>(x);
    }
}
