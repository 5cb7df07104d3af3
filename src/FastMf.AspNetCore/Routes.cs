using System.Text.Json.Serialization.Metadata;
using FastMf.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FastMf.AspNetCore;

/// <summary>Which path takes what, by body or by query, and who answers.</summary>
internal static class Routes
{
    public static void MapAnswers(
        RouteGroupBuilder group,
        Exchange exchange,
        Answers answers,
        RecommenderHttpOptions options
    )
    {
        RequestJson json = RequestJson.Default;
        group.MapPost("", Post(exchange, options, json.RecommendRequest, answers.Recommend));
        group.MapGet("", Get(exchange, RecommendOf, answers.Recommend));
        group.MapPost("similar", Post(exchange, options, json.SimilarRequest, answers.Similar));
        group.MapGet("similar", Get(exchange, SimilarOf, answers.Similar));
        group.MapPost("predict", Post(exchange, options, json.PredictRequest, answers.Predict));
        group.MapGet("predict", Get(exchange, PredictOf, answers.Predict));
        group.MapPost("fold-in", Post(exchange, options, json.FoldInRequest, answers.FoldIn));
        group.MapPost("batch", Post(exchange, options, json.BatchRequest, answers.Batch));
    }

    public static void MapLooking(RouteGroupBuilder group, Exchange exchange, Looking looking)
    {
        group.MapGet("explain", Get(exchange, ExplainOf, Looking.Explain));
        group.MapGet("search", Get(exchange, SearchOf, looking.Search));
        group.MapGet("model", Get(exchange, Nothing, looking.Model));
    }

    /// <summary>Events are taken while the body is read, and no turn to compute is asked for: waiting for the disk is no computing.</summary>
    public static void MapTaking(
        RouteGroupBuilder group,
        Exchange exchange,
        Taking taking,
        RecommenderHttpOptions options
    )
    {
        JsonTypeInfo<EventsRequest> type = RequestJson.Default.EventsRequest;
        Func<HttpContext, ValueTask<EventReceipt>> read = async context =>
            await taking
                .Take(await RequestBody.ReadAsync(context, type, options.MaxBodyBytes).ConfigureAwait(false))
                .ConfigureAwait(false);
        group.MapPost("events", context => exchange.Run(context, read, Taking.Tell, computes: false));
    }

    // Everything a request needs is made here once, and not again for each.
    private static RequestDelegate Post<TRequest>(
        Exchange exchange,
        RecommenderHttpOptions options,
        JsonTypeInfo<TRequest> type,
        Respond<TRequest> respond
    )
    {
        int maxBytes = options.MaxBodyBytes;
        Func<HttpContext, ValueTask<TRequest>> read = context => RequestBody.ReadAsync(context, type, maxBytes);
        return context => exchange.Run(context, read, respond);
    }

    private static RequestDelegate Get<TRequest>(
        Exchange exchange,
        Func<IQueryCollection, TRequest> parse,
        Respond<TRequest> respond
    )
    {
        Func<HttpContext, ValueTask<TRequest>> read = context => ValueTask.FromResult(parse(context.Request.Query));
        return context => exchange.Run(context, read, respond);
    }

    private static RecommendRequest RecommendOf(IQueryCollection query)
    {
        RequestQuery.Expect(query, "user", "n", "allow", "deny", "keepSeen");
        return new()
        {
            User = RequestQuery.RequiredId(query, "user"),
            N = RequestQuery.Count(query),
            Allow = RequestQuery.Ids(query, "allow"),
            Deny = RequestQuery.Ids(query, "deny"),
            KeepSeen = RequestQuery.Flag(query, "keepSeen"),
        };
    }

    private static SimilarRequest SimilarOf(IQueryCollection query)
    {
        RequestQuery.Expect(query, "item", "user", "n");
        return new()
        {
            Item = RequestQuery.Id(query, "item"),
            User = RequestQuery.Id(query, "user"),
            N = RequestQuery.Count(query),
        };
    }

    private static PredictRequest PredictOf(IQueryCollection query)
    {
        RequestQuery.Expect(query, "user", "item");
        PairRequest pair = new()
        {
            User = RequestQuery.RequiredId(query, "user"),
            Item = RequestQuery.RequiredId(query, "item"),
        };
        return new() { Pairs = [pair] };
    }

    private static ExplainRequest ExplainOf(IQueryCollection query)
    {
        RequestQuery.Expect(query, "user", "item");
        return new(RequestQuery.RequiredId(query, "user"), RequestQuery.RequiredId(query, "item"));
    }

    private static SearchRequest SearchOf(IQueryCollection query)
    {
        RequestQuery.Expect(query, "text", "n");
        return new(RequestQuery.RequiredId(query, "text").ToString(), RequestQuery.Count(query));
    }

    private static bool Nothing(IQueryCollection query)
    {
        RequestQuery.Expect(query);
        return true;
    }
}
