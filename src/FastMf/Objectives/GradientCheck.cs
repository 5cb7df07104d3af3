using FastMf.Data;
using FastMf.Kernels;
using FastMf.Losses;
using FastMf.Models;
using FastMf.Simd;
using FastMf.Threads;

namespace FastMf.Objectives;

/// <summary>
/// Holds the gradient that training uses against the objective itself, on anyone's model and ratings: the gradient
/// by formula must equal central differences of J, taken in double.
/// </summary>
/// <remarks>
/// Near a minimum the terms of a gradient cancel, and what is left of float predictions is rounding. So the error is
/// taken relative to the size of what is added up: |analytic - numeric| / (s * sum of w |dy/dx| max(|slope|, |r| + |terms of y|)
/// + |penalty's gradient|). Right gradients come out near 1e-7. Where a rating sits
/// within the step (2^-13) of a kink of its loss (absolute, hinge), differences cannot tell its slope: any number between
/// the slopes on both sides then passes.
/// </remarks>
public static class GradientCheck
{
    /// <summary>The largest relative error that passes: 1e-5, about a hundred float roundings.</summary>
    public const double Tolerance = 1e-5;

    /// <summary>Checks numbers of all parts of the model, in rows that have ratings.</summary>
    /// <param name="model">The point at which the gradient is taken; a trained or a random model.</param>
    /// <param name="ratings">The ratings; found in the model by their ids.</param>
    /// <param name="objective">J; null for the one that the model was trained on.</param>
    /// <param name="samples">How many numbers to compare, 1 or more; all of them where there are no more.</param>
    /// <param name="seed">Chooses the numbers.</param>
    /// <exception cref="ArgumentNullException">The model or the ratings are null.</exception>
    /// <exception cref="ArgumentException">The penalty exponent is not within 0 and 1, the objective is one of implicit feedback, or the loss is not defined for the ratings.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are to be no samples.</exception>
    public static GradientCheckResult Run(
        FactorModel model,
        Ratings ratings,
        ObjectiveOptions? objective = null,
        int samples = 1000,
        ulong seed = 42
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(ratings);
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        model = model.Decoded();
        objective ??= model.Info.Objective;
        ObjectiveEvaluator.CheckObjective(objective);
        ObjectiveEvaluator.CheckHasGradient(objective);
        ObjectiveEvaluator.CheckRatings(objective, ratings);
        AlignedRatings aligned = new(model, ratings);
        using WorkerTeam team = new(0);
        ObjectiveGradient gradient = ObjectiveFunction.Gradient(model, aligned, objective, team, SimdWidth.Current);
        GradientCheckResult result = Run(model, aligned, objective, gradient, samples, seed);
        GC.KeepAlive(model); // it may be mapped
        return result;
    }

    /// <summary>Checks a gradient that was made elsewhere.</summary>
    internal static GradientCheckResult Run(
        FactorModel model,
        AlignedRatings ratings,
        ObjectiveOptions objective,
        ObjectiveGradient gradient,
        int samples,
        ulong seed
    ) => objective.Loss.Bind<Check, GradientCheckResult>(new(model, ratings, objective, gradient, samples, seed));

    private readonly struct Check(
        FactorModel model,
        AlignedRatings ratings,
        ObjectiveOptions objective,
        ObjectiveGradient gradient,
        int samples,
        ulong seed
    ) : ILossVisitor<GradientCheckResult>
    {
        public GradientCheckResult Visit<TLoss>(TLoss loss)
            where TLoss : struct, ILoss
        {
            CentralDifferences<TLoss> differences = new(loss, model, ratings, objective);
            GradientComparison worst = default;
            int compared = 0;
            foreach ((ModelPart part, int row, int column) in Places())
            {
                GradientComparison found = differences.Compare(part, row, column, Analytic(part, row, column));
                compared++;
                if (compared == 1 || !(found.RelativeError <= worst.RelativeError)) // also for NaN, which then stays
                    worst = found;
                if (double.IsNaN(worst.RelativeError))
                    break;
            }
            return new(worst, compared);
        }

        private double Analytic(ModelPart part, int row, int column) =>
            part switch
            {
                ModelPart.UserFactors => gradient.Users[row][column],
                ModelPart.ItemFactors => gradient.Items[row][column],
                ModelPart.UserBias => gradient.UserBias[row],
                _ => gradient.ItemBias[row],
            };

        /// <summary>All places in rows with ratings; where these are too many, as many drawn from each part.</summary>
        private List<(ModelPart Part, int Row, int Column)> Places()
        {
            (ModelPart Part, int[] Rows, int Columns)[] parts =
            [
                (ModelPart.UserFactors, Rated(ratings.UserCounts), model.Rank),
                (ModelPart.ItemFactors, Rated(ratings.ItemCounts), model.Rank),
                (ModelPart.UserBias, Rated(ratings.UserCounts), gradient.UserBias.IsEmpty ? 0 : 1),
                (ModelPart.ItemBias, Rated(ratings.ItemCounts), gradient.ItemBias.IsEmpty ? 0 : 1),
            ];
            parts = [.. parts.Where(part => part.Rows.Length > 0 && part.Columns > 0)];
            List<(ModelPart, int, int)> places = [];
            if (parts.Sum(part => (long)part.Rows.Length * part.Columns) <= samples)
            {
                foreach ((ModelPart part, int[] rows, int columns) in parts)
                foreach (int row in rows)
                    for (int column = 0; column < columns; column++)
                        places.Add((part, row, column));
                return places;
            }
            for (int sample = 0; sample < samples; sample++)
            {
                (ModelPart part, int[] rows, int columns) = parts[sample % parts.Length];
                ulong place = CounterRandom.Bits(seed, (ulong)sample, 0) % ((ulong)rows.Length * (ulong)columns);
                places.Add((part, rows[place / (ulong)columns], (int)(place % (ulong)columns)));
            }
            return places;
        }

        private static int[] Rated(int[] counts) =>
            [.. Enumerable.Range(0, counts.Length).Where(row => counts[row] > 0)];
    }
}
