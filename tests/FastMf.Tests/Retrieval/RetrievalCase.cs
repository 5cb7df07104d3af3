using FastMf.Data;
using FastMf.Models;
using FastMf.Retrieval;
using FastMf.Tests.Reference;

namespace FastMf.Tests.Retrieval;

/// <summary>Filters and boosts, and how they act, one item at a time.</summary>
internal sealed record Filters(
    Ratings? Exclude = null,
    int[]? Deny = null,
    int[]? Allow = null,
    ItemSet? Among = null,
    Func<int, bool>? Where = null,
    ItemBoost[]? Boosts = null
)
{
    public RetrievalRequest Request() =>
        Allow is null
            ? new()
            {
                Exclude = Exclude,
                Deny = Deny,
                Among = Among,
                Where = Where,
                Boosts = Boosts,
            }
            : new()
            {
                Exclude = Exclude,
                Deny = Deny,
                Allow = Allow,
                Among = Among,
                Where = Where,
                Boosts = Boosts,
            };

    public bool Admits(Scored scored) =>
        Deny?.Contains(scored.Row) != true
        && Allow?.Contains(scored.Row) != false
        && Among?[scored.Row] != false
        && Where?.Invoke(scored.Row) != false;

    public Scored Boosted(Scored scored)
    {
        foreach (ItemBoost boost in Boosts!)
        {
            if (boost.Row == scored.Row)
                return new(scored.Row, boost.Multiplier * scored.Score + boost.Addition + 0f);
        }
        return scored;
    }
}

/// <summary>What a random search is made from.</summary>
internal sealed record RetrievalCase(int Seed, int Items, int Rank, int Count, ModelShape Shape, int Kinds)
{
    public (FactorModel Model, Filters Filters) Make()
    {
        Random random = new(Seed);
        FactorModel model = ModelShapes.Make(Shape, random, 3, Items, Rank);
        ItemSet among = new(Items);
        foreach (int row in Some(random))
            among[row] = true;
        ItemBoost[] boosts =
        [
            .. Some(random).Take(20).Select(row => new ItemBoost(row, random.Next(-2, 4), random.Next(3))),
        ];
        return (
            model,
            new(
                (Kinds & 1) == 0 ? null : GridProblems.Ratings(random, model.Users, model.Items, 0.1),
                (Kinds & 2) == 0 ? null : Some(random),
                (Kinds & 4) == 0 ? null : Some(random),
                (Kinds & 8) == 0 ? null : among,
                (Kinds & 16) == 0 ? null : row => row % 3 != 1,
                (Kinds & 32) == 0 ? null : boosts
            )
        );
    }

    private int[] Some(Random random) => [.. Enumerable.Range(0, Items).Where(_ => random.NextDouble() < 0.4)];
}
