using System.Buffers;
using FastMf.Data;
using FastMf.Kernels;
using FastMf.Models;
using FastMf.Simd;

namespace FastMf.Retrieval;

/// <summary>Lists whose items are not all alike.</summary>
public static class Diversity
{
    private const int OnStack = 256;

    /// <summary>
    /// Chooses some of many candidates by maximal marginal relevance (Carbonell and Goldstein 1998): one after the other the
    /// item with the most of relevance * r - (1 - relevance) * c, r being its score scaled to 0 … 1 over the candidates and
    /// c its largest cosine with an item that was chosen before; ties go to the lower row. Allocates nothing.
    /// </summary>
    /// <remarks>Commonly on the five to ten times as many items that a search gave. Takes time for count times candidates.</remarks>
    /// <param name="model">The model.</param>
    /// <param name="candidates">Items with finite scores, each once, in any order. The chosen ones are put first, in the order of choice, with the scores they had.</param>
    /// <param name="count">How many to choose: 1 or more.</param>
    /// <param name="relevance">1 chooses by score alone, 0 by difference alone.</param>
    /// <returns>How many were chosen: fewer where there are fewer candidates.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 1, relevance is not within 0 … 1, or there is no such row.</exception>
    /// <exception cref="ArgumentException">A score is not finite.</exception>
    public static int Diversify(this FactorModel model, Span<Scored> candidates, int count, float relevance)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (!(relevance is >= 0f and <= 1f))
            throw new ArgumentOutOfRangeException(nameof(relevance), relevance, "Expected a number of 0 to 1.");
        foreach (Scored candidate in candidates)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(
                (uint)candidate.Row,
                (uint)model.ItemFactors.Rows,
                nameof(candidates)
            );
            if (!float.IsFinite(candidate.Score))
                throw new ArgumentException($"Item {candidate.Row} has no finite score.", nameof(candidates));
        }
        float[]? rented = candidates.Length > OnStack ? ArrayPool<float>.Shared.Rent(candidates.Length) : null;
        Span<float> nearest = rented is null ? stackalloc float[OnStack] : rented;
        int chosen = SimdWidth.Dispatch<Choice, int>(
            new(
                model.ItemFactors,
                candidates,
                nearest[..candidates.Length],
                Math.Min(count, candidates.Length),
                relevance
            )
        );
        if (rented is not null)
            ArrayPool<float>.Shared.Return(rented);
        GC.KeepAlive(model); // it may be mapped
        return chosen;
    }

    private readonly ref struct Choice(
        FactorMatrix items,
        Span<Scored> candidates,
        Span<float> nearest,
        int count,
        float relevance
    ) : ISimdVisitor<int>
    {
        private readonly Span<Scored> _candidates = candidates;
        private readonly Span<float> _nearest = nearest; // the largest cosine with a chosen one

        public int Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd>
        {
            (float least, float most) = (float.PositiveInfinity, float.NegativeInfinity);
            foreach (Scored candidate in _candidates)
                (least, most) = (Math.Min(least, candidate.Score), Math.Max(most, candidate.Score));
            double range = most > least ? (double)most - least : 1;
            _nearest.Fill(float.NegativeInfinity);
            for (int k = 0; k < count; k++)
            {
                (int best, double value) = (k, double.NegativeInfinity);
                for (int i = k; i < _candidates.Length; i++)
                {
                    double cosine = k == 0 ? 0 : _nearest[i];
                    double its =
                        relevance * ((_candidates[i].Score - (double)least) / range) - (1.0 - relevance) * cosine;
                    if (its > value || (its == value && _candidates[i].Row < _candidates[best].Row))
                        (best, value) = (i, its);
                }
                (_candidates[k], _candidates[best]) = (_candidates[best], _candidates[k]);
                (_nearest[k], _nearest[best]) = (_nearest[best], _nearest[k]);
                Compare<TSimd>(k);
            }
            return count;
        }

        private void Compare<TSimd>(int chosen)
            where TSimd : struct, ISimd<TSimd>
        {
            using RowRoom own = new(items, 1);
            using RowRoom others = new(items, 1);
            ReadOnlySpan<float> x = items.Read<TSimd>(_candidates[chosen].Row, 1, own.Floats);
            Span<float> cosine = stackalloc float[1];
            for (int i = chosen + 1; i < _candidates.Length; i++)
            {
                ScoreAll.Cosines<TSimd>(x, items.Read<TSimd>(_candidates[i].Row, 1, others.Floats), cosine);
                _nearest[i] = Math.Max(_nearest[i], cosine[0]);
            }
        }
    }
}
