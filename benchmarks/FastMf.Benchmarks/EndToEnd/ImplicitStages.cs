using System.Diagnostics;
using FastMf.Data;
using FastMf.Kernels;
using FastMf.Models;
using FastMf.Simd;
using FastMf.Threads;

namespace FastMf.Benchmarks.EndToEnd;

/// <summary>
/// Where the time of an iteration goes, on one thread. The kernels of a half-step run over all rows up to one of its stages,
/// then up to the next; the difference is the stage's time. Floating-point operations are those that the method asks for,
/// two a multiply-add and half of a symmetric matrix, not those that a kernel does besides.
/// </summary>
internal static class ImplicitStages
{
    private const int AtOnce = 64;

    /// <summary>Prints a table for a model in the middle of its training.</summary>
    public static void Print(FactorModel model, Ratings positives, double peak) =>
        SimdWidth.Dispatch<Table, int>(new(model, positives, peak));

    private readonly struct Table(FactorModel model, Ratings positives, double peak) : ISimdVisitor<int>
    {
        public int Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd>
        {
            int k = model.Rank;
            SparseMatrix byUser = SparseMatrix.FromRatings(positives);
            Half<TSimd>[] halves =
            [
                new(byUser, model.UserFactors, model.ItemFactors),
                new(byUser.Transpose(), model.ItemFactors, model.UserFactors),
            ];
            double n = 2.0 * positives.Count;
            double rows = model.UserFactors.Rows + model.ItemFactors.Rows;
            Console.WriteLine($"rank {k, 3}  stage                          seconds   GFLOP/s   share of peak");
            Line("both: products of all columns", rows * k * (k + 1), halves.Sum(half => half.Gram()));
            Line("both: eigenvectors", double.NaN, halves.Sum(half => half.Eigen()));
            Line("both: turning both sides", 2 * 2 * rows * k * k, halves.Sum(half => half.Turn()));
            double before = 0;
            foreach (
                (string name, int passes, double flops) in (ReadOnlySpan<(string, int, double)>)
                    [
                        ("cg: first pass, rows fetched", 1, 7 * n * k),
                        ("cg: second pass", 2, 4 * n * k),
                        ("cg: third pass", 3, 2 * n * k),
                    ]
            )
            {
                double now = halves.Sum(half => half.Passes(passes));
                Line(name, flops, now - before);
                before = now;
            }
            foreach (bool dual in (bool[])[false, true])
            {
                before = 0;
                foreach (
                    (string name, int stages, Func<int, double> flops) in (ReadOnlySpan<(
                        string,
                        int,
                        Func<int, double>
                    )>)
                        [
                            ("gather", 1, m => (dual ? 2.0 : 3.0) * m * k),
                            (dual ? "products of rows" : "rank update", 2, m => (double)m * (dual ? m + 1 : k + 1) * k),
                            ("factorization", 3, m => Math.Pow(dual ? m : k, 3) / 3),
                            ("solves", 4, m => dual ? (double)m * m + 2.0 * m * k : (double)k * k),
                        ]
                )
                {
                    double now = halves.Sum(half => half.Systems(stages, dual));
                    Line(
                        $"{(dual ? "dual" : "rank x rank")}: {name}",
                        halves.Sum(half => half.Count(flops, dual)),
                        now - before
                    );
                    before = now;
                }
            }
            FoldIn();
            return 0;
        }

        private void Line(string name, double flops, double seconds)
        {
            double rate = flops / seconds / 1e9;
            Console.WriteLine(
                double.IsNaN(flops)
                    ? $"          {name, -30} {seconds, 7:F3}"
                    : $"          {name, -30} {seconds, 7:F3} {rate, 9:F0} {rate / peak, 12:P0}"
            );
        }

        private void FoldIn()
        {
            const int Count = 50;
            const int Times = 20_000;
            int rank = model.Rank;
            int apart = model.ItemFactors.Rows / Count;
            int[] items = [.. Enumerable.Range(0, Count).Select(j => j * apart)];
            float[] values = new float[Count];
            values.AsSpan().Fill(1f);
            float[] factors = new float[rank];
            model.FoldInUser(items, values, factors);
            double best = double.PositiveInfinity;
            long bytes = GC.GetAllocatedBytesForCurrentThread();
            for (int repetition = 0; repetition < 3; repetition++)
            {
                long began = Stopwatch.GetTimestamp();
                for (int call = 0; call < Times; call++)
                    model.FoldInUser(items, values, factors);
                best = Math.Min(best, Stopwatch.GetElapsedTime(began).TotalSeconds / Times);
            }
            bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
            double flops =
                Count * (3.0 * rank + (double)rank * (rank + 1)) + Math.Pow(rank, 3) / 3 + (double)rank * rank;
            Console.WriteLine(
                $"          fold-in of {Count} items {best * 1e6, 17:F2} us {flops / best / 1e9, 6:F0} {flops / best / 1e9 / peak, 12:P0}  {bytes} bytes allocated"
            );
        }
    }

    private static bool IsDual(int count, int rank) => count <= (int)(0.75 * rank);

    private static double Time(Action action)
    {
        double best = double.PositiveInfinity;
        for (int repetition = 0; repetition < 2; repetition++)
        {
            long began = Stopwatch.GetTimestamp();
            action();
            best = Math.Min(best, Stopwatch.GetElapsedTime(began).TotalSeconds);
        }
        return best;
    }

    /// <summary>The rows of one side against the other side's.</summary>
    private sealed class Half<TSimd>(SparseMatrix positives, FactorMatrix solved, FactorMatrix columns)
        where TSimd : struct, ISimd<TSimd>
    {
        private readonly int _rank = columns.Columns;
        private readonly int _stride = columns.Stride;

        public double Count(Func<int, double> flops, bool dual) =>
            Enumerable
                .Range(0, positives.RowCount)
                .Select(positives.CountOf)
                .Where(count => IsDual(count, _rank) == dual)
                .Sum(flops);

        public double Gram()
        {
            using WorkerTeam team = new(1);
            GramMatrix gram = new(columns, team, SimdWidth.Current);
            return Time(gram.Compute);
        }

        public double Eigen()
        {
            using WorkerTeam team = new(1);
            GramMatrix gram = new(columns, team, SimdWidth.Current);
            gram.Compute();
            SymmetricEigen eigen = new(_rank);
            return Time(() => eigen.Decompose(gram.Values));
        }

        public double Turn()
        {
            using WorkerTeam team = new(1);
            Rotation rotation = new(_rank, team, SimdWidth.Current);
            for (int k = 0; k < _rank; k++)
                rotation.Q.Row(k)[k] = 1f;
            return Time(() =>
            {
                rotation.Apply(columns);
                rotation.Apply(solved);
            });
        }

        public double Passes(int passes) => Time(() => RunPasses(passes));

        public double Systems(int stages, bool dual) => Time(() => RunSystems(stages, dual));

        private void RunPasses(int passes)
        {
            FactorMatrix room = new(3, _rank);
            ref float v = ref columns.Origin;
            for (int row = 0; row < positives.RowCount; row++)
            {
                ReadOnlySpan<int> others = positives.ColumnsFrom(row);
                ReadOnlySpan<float> c = positives.ValuesOf(row);
                ReadOnlySpan<float> x = solved.Row(row);
                WeightedRows.AddResidualAndSquares<TSimd>(in v, others, c, 0f, x, room.Row(0), room.Row(1));
                if (passes > 1)
                    WeightedRows.AddResidual<TSimd>(in v, others, c, 0f, 0f, x, room.Row(2));
                if (passes > 2)
                    room.Row(0)[0] = (float)WeightedRows.SumOfSquares<TSimd>(in v, others, c, 0f, x);
            }
        }

        private void RunSystems(int stages, bool dual)
        {
            int most = (int)(0.75 * _rank) + 8;
            FactorMatrix gathered = new(Math.Max(AtOnce, most), _rank);
            FactorMatrix matrix = new(Math.Max(_stride, most) + 16, Math.Max(_rank, most) + 1);
            FactorMatrix room = new(2, matrix.Columns + 16);
            for (int row = 0; row < positives.RowCount; row++)
            {
                int n = positives.CountOf(row);
                if (IsDual(n, _rank) != dual)
                    continue;
                ReadOnlySpan<int> others = positives.ColumnsFrom(row);
                ReadOnlySpan<float> c = positives.ValuesOf(row);
                int unknowns = dual ? n : _rank;
                int stride = dual ? (n + 16) / 16 * 16 : matrix.Stride;
                Span<float> a = matrix.Span(0, matrix.Rows)[..((unknowns + 7) / 8 * 8 * stride)];
                if (dual)
                    Dual(others, c, gathered, a, stride, stages);
                else
                    Primal(others, c, gathered, a, stride, room.Row(0)[.._stride], stages);
                for (int i = 0; i < unknowns; i++)
                    a[i * stride + i] += 10f;
                if (stages > 2)
                    Cholesky.Factor<TSimd>(a, stride, unknowns, room.Row(1));
                if (stages > 3)
                    Cholesky.Solve<TSimd>(a, stride, unknowns, room.Row(0)[..stride]);
                for (int j = 0; dual && stages > 3 && j < n; j++)
                    Axpy.Add<TSimd>(1e-3f, gathered.Row(j), room.Row(1)[.._stride]);
            }
        }

        private void Dual(
            ReadOnlySpan<int> others,
            ReadOnlySpan<float> c,
            FactorMatrix gathered,
            Span<float> a,
            int stride,
            int stages
        )
        {
            int n = c.Length;
            GatherRows.Scaled<TSimd>(in columns.Origin, others, c, 0f, solved.Row(0), gathered.Span(0, n));
            if (stages > 1)
                RowProducts.Of<TSimd>(gathered.RowsFrom(0, (n + 3) / 4 * 4), _stride, n, a, stride);
        }

        private void Primal(
            ReadOnlySpan<int> others,
            ReadOnlySpan<float> c,
            FactorMatrix gathered,
            Span<float> a,
            int stride,
            Span<float> sum,
            int stages
        )
        {
            a.Clear();
            for (int first = 0; first < c.Length; first += AtOnce)
            {
                int count = Math.Min(AtOnce, c.Length - first);
                Span<float> rows = gathered.Span(0, count);
                GatherRows.Weighted<TSimd>(in columns.Origin, others[first..], c.Slice(first, count), 0f, rows, sum);
                if (stages > 1)
                    RankUpdate.Add<TSimd>(rows, rows, _stride, _rank, a, stride);
            }
        }
    }
}
