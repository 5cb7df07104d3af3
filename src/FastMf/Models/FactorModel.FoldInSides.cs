using FastMf.Losses;
using FastMf.Penalties;

namespace FastMf.Models;

public sealed partial class FactorModel
{
    /// <summary>Folds new users in.</summary>
    internal FoldInSide UserFoldIn => _userFoldIn ?? MakeFoldIn(ref _userFoldIn, ofItems: false);

    /// <summary>Folds new items in.</summary>
    internal FoldInSide ItemFoldIn => _itemFoldIn ?? MakeFoldIn(ref _itemFoldIn, ofItems: true);

    /// <summary>Why no row can be folded in, and what to do; null where it can.</summary>
    internal string? FoldInObjection()
    {
        ObjectiveOptions objective = Info.Objective;
        string by = Info.Solver is { } solver ? $" (solver {solver})" : "";
        const string Instead =
            "train with --solver als or sgd and the squared loss, or with ials, or train on from this model with the new ratings (--init)";
        return objective.Implicit is not null ? null
            : objective.Pairwise is not null
                ? $"The model ranks by pairs{by}, whose best row depends on what is drawn: nothing can be folded in; {Instead}."
            : objective.Loss is not SquaredLoss
                ? $"The model has the {objective.Loss.Name} loss{by}, for which a best row has no closed form: nothing can be folded in; {Instead}."
            : objective.Penalty.HasNorm
                ? $"The model has a Frobenius penalty{by}, which is of the whole matrix and not of a row: nothing can be folded in; {Instead}."
            : objective.Reduction == Reduction.Mean
                ? $"The model's data cost is a mean over its training ratings{by}, and how many there were is not known: nothing can be folded in; {Instead}, or with --reduction sum."
            : null;
    }

    private FoldInSide MakeFoldIn(ref FoldInSide? place, bool ofItems)
    {
        if (FoldInObjection() is { } why)
            throw new InvalidOperationException(why);
        FoldInSide made = Info.Objective.Implicit is { } feedback ? OfFeedback(feedback, ofItems) : OfRatings(ofItems);
        return Interlocked.CompareExchange(ref place, made, null) ?? made; // two at once make the same
    }

    private ImplicitFoldIn OfFeedback(ImplicitFeedback feedback, bool ofItems)
    {
        PenaltyStrength penalty = StrengthOf(ofItems);
        return new(ofItems ? UserFactors : ItemFactors, feedback, penalty.Shrink, Info.Objective.PenaltyExponent);
    }

    private RatingFoldIn OfRatings(bool ofItems)
    {
        PenaltyStrength penalty = StrengthOf(ofItems);
        L2Penalty biases = Info.Objective.BiasPenalty;
        RowProblem problem = new(
            new(),
            ofItems ? ItemFactors : UserFactors,
            ofItems ? ItemBiasArray : UserBiasArray,
            ofItems ? UserFactors : ItemFactors,
            ofItems ? UserBiasArray : ItemBiasArray,
            _offset,
            [],
            penalty.Shrink,
            ofItems ? biases.Items : biases.Users,
            penalty.Threshold,
            Info.IsNonNegative
        );
        return new(problem, Info.Objective.PenaltyExponent);
    }

    private PenaltyStrength StrengthOf(bool ofItems) =>
        ofItems ? Info.Objective.Penalty.ItemStrength : Info.Objective.Penalty.UserStrength;
}
