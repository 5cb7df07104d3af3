namespace FastMf.Evaluation;

/// <summary>
/// Area under the ROC curve: the share of pairs of a relevant and another item, over all items not excluded, in which
/// the relevant one comes first. 1 where no other item is left, since then nothing is out of order.
/// </summary>
internal static class Auc
{
    public static double Of(in RankedUser user) => user.Pairs == 0 ? 1 : (double)user.OrderedPairs / user.Pairs;
}
