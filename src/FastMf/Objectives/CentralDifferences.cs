using FastMf.Data;
using FastMf.Kernels;
using FastMf.Losses;
using FastMf.Models;
using FastMf.Penalties;

namespace FastMf.Objectives;

/// <summary>
/// dJ/dx for one number x of a model by experiment, in double: (J(x + h) - J(x - h)) / 2h, where only the terms of J
/// that hold x (its row's ratings and penalty) are summed.
/// </summary>
internal sealed class CentralDifferences<TLoss>(
    TLoss loss,
    FactorModel model,
    AlignedRatings ratings,
    ObjectiveOptions objective
)
    where TLoss : struct, ILoss
{
    private const double Rounding = 1e-6; // of a float prediction, times the sizes of its terms

    private readonly RowGroups _byUser = new(ratings.UserRows, ratings.UserCounts);
    private readonly RowGroups _byItem = new(ratings.ItemRows, ratings.ItemCounts);
    private readonly double _scale = ObjectiveEvaluator.Scale(objective, ratings.Count);
    private readonly double _userSquares = SquaresWhereNeeded(objective.Penalty.UserStrength, model.UserFactors);
    private readonly double _itemSquares = SquaresWhereNeeded(objective.Penalty.ItemStrength, model.ItemFactors);
    private readonly float[] _row = new float[model.Rank];
    private double _otherRows; // the squares of the matrix' other rows

    /// <summary>Compares one number of the gradient with the experiment.</summary>
    public GradientComparison Compare(ModelPart part, int row, int column, double analytic)
    {
        bool ofItems = part is ModelPart.ItemFactors or ModelPart.ItemBias;
        bool ofBias = part is ModelPart.UserBias or ModelPart.ItemBias;
        ReadOnlySpan<float> biases = ofItems ? model.ItemBias : model.UserBias;
        (ofItems ? model.ItemFactors : model.UserFactors)[row].CopyTo(_row);
        float bias = biases.IsEmpty ? 0f : biases[row];
        _otherRows = Positive((ofItems ? _itemSquares : _userSquares) - Sum.OfSquares(_row));

        ref float x = ref ofBias ? ref bias : ref _row[column];
        float center = x;
        float h = MathF.ScaleB(MathF.Max(1f, MathF.Abs(center)), -13);
        float above = center + h; // the difference of these two floats is exact in double
        float below = center - h;
        x = above;
        double costAbove = CostOfRow(ofItems, row, bias);
        x = below;
        double costBelow = CostOfRow(ofItems, row, bias);
        x = center;
        double numeric = (costAbove - costBelow) / ((double)above - below);
        double size = SizeOfRow(ofItems, row, bias, ofBias ? -1 : column);
        double slack = SlackOfRow(ofItems, row, bias, ofBias ? -1 : column, Math.Max(above - center, center - below));
        double error = analytic == numeric ? 0 : Positive(Math.Abs(analytic - numeric) - slack) / size;
        return new(part, row, column, analytic, numeric, error);
    }

    /// <summary>The terms of J that hold the row, with its factors as in _row and the bias as given.</summary>
    private double CostOfRow(bool ofItems, int row, float bias)
    {
        double cost = 0;
        foreach (int k in ofItems ? _byItem[row] : _byUser[row])
            cost += Weight(k) * loss.Value(ratings.Values[k], Predict(ofItems, k, bias, out _));
        double lambda = ofItems ? objective.BiasPenalty.Items : objective.BiasPenalty.Users;
        double penalty = ofItems ? objective.Penalty.ItemValue(_row) : objective.Penalty.UserValue(_row);
        return cost
            + PenaltyWeight(ofItems, row) * (penalty + 0.5 * lambda * bias * bias)
            + Strength(ofItems).Norm * Norm();
    }

    /// <summary>
    /// What the error is relative to: the sum of the sizes of what the formula adds up, each rating's slope taken as
    /// at least as large as the numbers that the prediction and the rating are made of, since these are what rounding
    /// to float acts upon.
    /// </summary>
    private double SizeOfRow(bool ofItems, int row, float bias, int column)
    {
        ReadOnlySpan<int> others = ofItems ? ratings.UserRows : ratings.ItemRows;
        FactorMatrix otherFactors = ofItems ? model.UserFactors : model.ItemFactors;
        double sum = 0;
        foreach (int k in ofItems ? _byItem[row] : _byUser[row])
        {
            float r = ratings.Values[k];
            double y = Predict(ofItems, k, bias, out double magnitude);
            double derivative =
                column < 0 ? 1
                : others[k] < 0 ? 0
                : Math.Abs(otherFactors.Values(others[k])[column]);
            sum += Weight(k) * derivative * Math.Max(Math.Abs(loss.Slope(r, (float)y)), Math.Abs(r) + magnitude);
        }
        double lambda = ofItems ? objective.BiasPenalty.Items : objective.BiasPenalty.Users;
        double weight = PenaltyWeight(ofItems, row);
        double penalty = column < 0 ? weight * lambda * bias : Strength(ofItems).Slope(_row[column], weight, Norm());
        return sum + Math.Abs(penalty);
    }

    /// <summary>
    /// How far the differences may be off because losses bend within the step: for each such rating what its slope
    /// changes by from one end to the other, and a little farther, since predictions are rounded. Likewise for
    /// magnitudes, which bend at 0, and for the norm of a matrix that is not much longer than the step.
    /// </summary>
    private double SlackOfRow(bool ofItems, int row, float bias, int column, double step)
    {
        ReadOnlySpan<int> others = ofItems ? ratings.UserRows : ratings.ItemRows;
        FactorMatrix otherFactors = ofItems ? model.UserFactors : model.ItemFactors;
        double sum = column < 0 ? 0 : PenaltySlack(ofItems, row, column, step);
        foreach (int k in ofItems ? _byItem[row] : _byUser[row])
        {
            float r = ratings.Values[k];
            double y = Predict(ofItems, k, bias, out double magnitude);
            double derivative =
                column < 0 ? 1
                : others[k] < 0 ? 0
                : Math.Abs(otherFactors.Values(others[k])[column]);
            double way = step * derivative + Rounding * (magnitude + Math.Abs(r));
            if (loss.Bends(r, y - way, y + way))
                sum +=
                    Weight(k)
                    * derivative
                    * Math.Abs(loss.Slope(r, (float)(y + way)) - loss.Slope(r, (float)(y - way)));
        }
        return sum;
    }

    private double PenaltySlack(bool ofItems, int row, int column, double step)
    {
        PenaltyStrength strength = Strength(ofItems);
        double slack = Math.Abs(_row[column]) <= step ? 2 * PenaltyWeight(ofItems, row) * strength.Threshold : 0;
        if (strength.Norm == 0f)
            return slack;
        double turn = step / Norm(); // infinite at the zero matrix
        return slack + strength.Norm * Math.Min(2, turn * turn);
    }

    private PenaltyStrength Strength(bool ofItems) =>
        ofItems ? objective.Penalty.ItemStrength : objective.Penalty.UserStrength;

    /// <summary>The norm of the row's matrix, with the row as in _row.</summary>
    private double Norm() => Math.Sqrt(_otherRows + Sum.OfSquares(_row));

    private static double SquaresWhereNeeded(PenaltyStrength strength, FactorMatrix matrix)
    {
        double sum = 0;
        for (int row = 0; row < matrix.Rows && strength.Norm > 0f; row++)
            sum += Sum.OfSquares(matrix[row]);
        return sum;
    }

    private static double Positive(double x) => x < 0 ? 0 : x; // NaN stays

    /// <summary>y of the rating at position k in double, and the sum of the sizes of its terms.</summary>
    private double Predict(bool ofItems, int k, float bias, out double magnitude)
    {
        int other = (ofItems ? ratings.UserRows : ratings.ItemRows)[k];
        ReadOnlySpan<float> otherBiases = ofItems ? model.UserBias : model.ItemBias;
        double otherBias = other < 0 || otherBiases.IsEmpty ? 0 : otherBiases[other];
        double mean = model.HasBiases || other < 0 ? model.Info.Mean : 0;
        double y = mean + bias + otherBias;
        magnitude = Math.Abs(mean) + Math.Abs(bias) + Math.Abs(otherBias);
        if (other < 0)
            return y;
        ReadOnlySpan<float> x = (ofItems ? model.UserFactors : model.ItemFactors)[other];
        for (int c = 0; c < x.Length; c++)
        {
            double product = (double)_row[c] * x[c];
            y += product;
            magnitude += Math.Abs(product);
        }
        return y;
    }

    private double Weight(int k) => _scale * (ratings.Weights.IsEmpty ? 1.0 : ratings.Weights[k]);

    private double PenaltyWeight(bool ofItems, int row) =>
        PenaltyWeights.OfRow((ofItems ? ratings.ItemCounts : ratings.UserCounts)[row], objective.PenaltyExponent);
}
