using System.Text.Json;
using FastMf.Data;
using FastMf.Hosting;
using FastMf.Models;
using Microsoft.AspNetCore.Http;

namespace FastMf.AspNetCore;

/// <summary>What the model says to each kind of request.</summary>
internal sealed class Answers(RecommenderHttpOptions options)
{
    private static readonly JsonEncodedText _user = JsonEncodedText.Encode("user");
    private static readonly JsonEncodedText _item = JsonEncodedText.Encode("item");
    private static readonly JsonEncodedText _score = JsonEncodedText.Encode("score");
    private static readonly JsonEncodedText _prediction = JsonEncodedText.Encode("prediction");

    public void Recommend(RecommendRequest request, RecommenderSnapshot snapshot, Answer answer)
    {
        ItemLists lists = Lists(request.Allow, request.Deny, request.KeepSeen, snapshot, answer);
        answer.Start(snapshot);
        WriteList(request.User, ItemCount(request.N, snapshot), lists, snapshot, answer);
        answer.Json.WriteEndObject();
    }

    public void Batch(BatchRequest request, RecommenderSnapshot snapshot, Answer answer)
    {
        AtMost(request.Users.Length, options.MaxBatch, "users");
        int count = ItemCount(request.N, snapshot);
        ItemLists lists = Lists(request.Allow, request.Deny, request.KeepSeen, snapshot, answer);
        answer.Start(snapshot);
        answer.Json.WriteStartArray("results"u8);
        foreach (Id user in request.Users)
        {
            answer.Aborted.ThrowIfCancellationRequested();
            answer.Json.WriteStartObject();
            WriteList(user, count, lists, snapshot, answer);
            answer.Json.WriteEndObject();
        }
        answer.Json.WriteEndArray();
        answer.Json.WriteEndObject();
    }

    public void Similar(SimilarRequest request, RecommenderSnapshot snapshot, Answer answer)
    {
        if (request.Item is null == request.User is null)
            throw RequestQuery.Bad("Expected either an item or a user.");
        if (request.User is { } user)
            SimilarUsers(user, request.N, snapshot, answer);
        else
            SimilarItems(request.Item!.Value, request.N, snapshot, answer);
        answer.Json.WriteEndObject();
    }

    private void SimilarItems(Id item, int n, RecommenderSnapshot snapshot, Answer answer)
    {
        Span<Scored> best = answer.Best(ItemCount(n, snapshot));
        int found = snapshot.SimilarItems(item, best, out bool known);
        if (!known)
            throw Unknown("item", item);
        answer.Start(snapshot);
        answer.Id(_item, item, snapshot.Model.Items);
        answer.Items(snapshot, best[..found]);
    }

    private void SimilarUsers(Id user, int n, RecommenderSnapshot snapshot, Answer answer)
    {
        SimilarUser[] best = new SimilarUser[Count(n)];
        int found = snapshot.SimilarUsers(user, best, out bool known);
        if (!known)
            throw Unknown("user", user);
        answer.Start(snapshot);
        answer.Id(_user, user, snapshot.Model.Users);
        answer.Json.WriteStartArray("users"u8);
        foreach (SimilarUser similar in best.AsSpan(0, found))
        {
            answer.Json.WriteStartObject();
            answer.Id(_user, similar.User, snapshot.Model.Users);
            answer.Number(_score, similar.Score);
            answer.Json.WriteEndObject();
        }
        answer.Json.WriteEndArray();
    }

    public void Predict(PredictRequest request, RecommenderSnapshot snapshot, Answer answer)
    {
        AtMost(request.Pairs.Length, options.MaxIds, "pairs");
        FactorModel model = snapshot.Model;
        Utf8JsonWriter json = answer.Json;
        answer.Start(snapshot);
        json.WriteStartArray("predictions"u8);
        foreach (PairRequest pair in request.Pairs)
        {
            if (pair is null)
                throw RequestQuery.Bad("A pair is null; expected a user and an item.");
            Prediction prediction = snapshot.Predict(pair.User, pair.Item);
            json.WriteStartObject();
            answer.Id(_user, pair.User, model.Users);
            answer.Id(_item, pair.Item, model.Items);
            answer.Number(_prediction, model.Info.Objective.Loss.Respond(prediction.Value));
            json.WriteBoolean("userKnown"u8, prediction.UserKnown);
            json.WriteBoolean("itemKnown"u8, prediction.ItemKnown);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public void FoldIn(FoldInRequest request, RecommenderSnapshot snapshot, Answer answer)
    {
        AtMost(request.History.Length, options.MaxIds, "items of the history");
        if (snapshot.Model.FoldInObjection() is { } why)
            throw new RequestException(StatusCodes.Status422UnprocessableEntity, why);
        History history = History.Of(request.History, snapshot.Model.Items);
        ItemLists lists = Lists(request.Allow, request.Deny, keepSeen: false, snapshot, answer);
        Span<Scored> best = answer.Best(ItemCount(request.N, snapshot));
        int found = RecommendFor(history, snapshot, best, lists);
        answer.Start(snapshot);
        answer.Json.WriteNumber("known"u8, history.Known);
        answer.Json.WriteNumber("unknown"u8, history.Unknown);
        answer.Items(snapshot, best[..found]);
        answer.Json.WriteEndObject();
    }

    private static int RecommendFor(History history, RecommenderSnapshot snapshot, Span<Scored> best, ItemLists lists)
    {
        try
        {
            return snapshot.RecommendFor(history.Items, history.Values, best, lists);
        }
        catch (ArgumentException error)
        {
            throw RequestQuery.Bad($"The history is none for this model: {error.Message.Split(" (Parameter")[0]}");
        }
    }

    private static void WriteList(Id user, int count, in ItemLists lists, RecommenderSnapshot snapshot, Answer answer)
    {
        Span<Scored> best = answer.Best(count);
        int found = snapshot.Recommend(user, best, out bool known, lists);
        answer.Id(_user, user, snapshot.Model.Users);
        answer.Json.WriteBoolean("known"u8, known);
        answer.Items(snapshot, best[..found]);
    }

    private ItemLists Lists(Id[]? allow, Id[]? deny, bool keepSeen, RecommenderSnapshot snapshot, Answer answer)
    {
        AtMost(allow?.Length ?? 0, options.MaxIds, "allowed items");
        AtMost(deny?.Length ?? 0, options.MaxIds, "denied items");
        answer.Allow.Take(allow, snapshot.Model.Items);
        answer.Deny.Take(deny, snapshot.Model.Items);
        return new()
        {
            HasAllow = allow is not null,
            Allow = answer.Allow.Rows,
            Deny = answer.Deny.Rows,
            KeepSeen = keepSeen,
        };
    }

    /// <summary>How many to look for.</summary>
    private int Count(int n) =>
        n >= 1 && n <= options.MaxCount
            ? n
            : throw RequestQuery.Bad(FormattableString.Invariant($"n is {n}; expected 1 to {options.MaxCount}."));

    /// <summary>The same of items: not more than there are.</summary>
    private int ItemCount(int n, RecommenderSnapshot snapshot) => Math.Min(Count(n), snapshot.Model.Items.Count);

    public static void AtMost(int count, int most, string what)
    {
        if (count > most)
            throw RequestQuery.Bad(FormattableString.Invariant($"There are {count} {what}; expected at most {most}."));
    }

    public static RequestException Unknown(string what, Id id) =>
        new(StatusCodes.Status404NotFound, $"The model has no {what} {RequestQuery.Shown(id.ToString())}.");
}
