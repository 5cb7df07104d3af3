using FastMf.Data;
using FastMf.Live;
using FastMf.Models;

namespace FastMf.Hosting;

public sealed partial class RecommenderSnapshot
{
    /// <summary>
    /// The best items for a user, best first; ties go to the lower row. A user with events has the vector that they give, and
    /// what they name is left out; an unknown user gets everyone's favourites.
    /// </summary>
    /// <param name="user">The user's id.</param>
    /// <param name="best">Receives the items; as many are looked for as it is long.</param>
    /// <param name="userKnown">Whether the model has the user, or the user has events.</param>
    /// <param name="lists">Which items the request allows.</param>
    /// <returns>How many were written.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A list names a row that is none.</exception>
    public int Recommend(Id user, Span<Scored> best, out bool userKnown, in ItemLists lists = default)
    {
        long begin = _metrics?.Begin() ?? 0;
        LiveUser? live = Find(user);
        int row = -1;
        userKnown = live is not null || Model.Users.TryGetRow(user, out row);
        Asker who = live is null ? Asker.OfRow(row, lists.KeepSeen) : Asker.Of(live, lists.KeepSeen);
        int count = ItemRanking.Rank(this, who, best, lists);
        _metrics?.End("recommend", begin, userKnown);
        return count;
    }

    /// <summary>
    /// The best items for somebody with a history whom the model need not know: a user folded in, then ranked. The items
    /// of the history are not recommended. Who has no history gets everyone's favourites, as an unknown user does.
    /// </summary>
    /// <param name="items">Rows of the items of the history, each once.</param>
    /// <param name="values">The rating, or how often or how much, for each.</param>
    /// <param name="best">Receives the items.</param>
    /// <param name="lists">Which items the request allows besides.</param>
    /// <returns>How many were written.</returns>
    /// <exception cref="InvalidOperationException">The model cannot fold in; the message says why and what to do.</exception>
    /// <exception cref="ArgumentException">Lengths do not fit, an item is given twice, or a value is none for the model.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such item.</exception>
    public int RecommendFor(
        ReadOnlySpan<int> items,
        ReadOnlySpan<float> values,
        Span<Scored> best,
        in ItemLists lists = default
    )
    {
        long begin = _metrics?.Begin() ?? 0;
        int count = ItemRanking.RankFor(this, items, values, best, lists);
        _metrics?.End("fold-in", begin);
        return count;
    }

    /// <summary>The items most similar to one, by cosine; nothing is similar to an unknown one.</summary>
    public int SimilarItems(Id item, Span<Scored> best, out bool itemKnown)
    {
        long begin = _metrics?.Begin() ?? 0;
        int count;
        if (_similar is { } table && best.Length <= table.Length)
        {
            itemKnown = Model.Items.TryGetRow(item, out int row);
            count = itemKnown ? table.Copy(row, best) : 0;
        }
        else
            count = Model.SimilarItems(item, best, out itemKnown);
        _metrics?.End("similar-items", begin);
        return count;
    }

    /// <summary>The users most similar to one, by cosine, those with events by the vectors that they give; nobody is similar to an unknown one.</summary>
    public int SimilarUsers(Id user, Span<SimilarUser> best, out bool userKnown)
    {
        long begin = _metrics?.Begin() ?? 0;
        int count = _live is null
            ? SimilarOfModel(user, best, out userKnown)
            : _live.SimilarUsers(user, best, out userKnown);
        _metrics?.End("similar-users", begin, userKnown);
        return count;
    }

    /// <summary>y for a user's and an item's id, and whether they are known; a user with events has the vector that they give.</summary>
    public Prediction Predict(Id user, Id item)
    {
        long begin = _metrics?.Begin() ?? 0;
        Prediction prediction = Find(user) is { } live ? Predict(live, item) : Model.Predict(user, item);
        _metrics?.End("predict", begin, prediction.UserKnown);
        return prediction;
    }

    /// <summary>A user who has done something with items that the model knows since events are taken; else null.</summary>
    public LiveUser? Find(Id user) => _live?.Find(user);

    private int SimilarOfModel(Id user, Span<SimilarUser> best, out bool userKnown)
    {
        Scored[] rows = new Scored[best.Length];
        int count = Model.SimilarUsers(user, rows, out userKnown);
        for (int k = 0; k < count; k++)
            best[k] = new(Model.Users[rows[k].Row], rows[k].Score);
        return count;
    }

    private Prediction Predict(LiveUser user, Id item)
    {
        bool known = Model.Items.TryGetRow(item, out int row);
        float y = known ? Model.Predict(user.Factors, user.Bias, row) : Model.Info.Mean + user.Bias;
        return new(y, true, known);
    }
}
