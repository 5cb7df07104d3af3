using System.Text.Json;
using FastMf.Data;
using FastMf.Hosting;
using FastMf.Live;
using FastMf.Models;

namespace FastMf.AspNetCore;

/// <summary>A user and an item, to be explained.</summary>
internal readonly record struct ExplainRequest(Id User, Id Item);

/// <summary>What somebody typed.</summary>
internal readonly record struct SearchRequest(string Text, int N);

/// <summary>For people who look around: what the model is, what it has, and why an item has its score.</summary>
internal sealed class Looking(RecommenderHandle handle, RecommenderHttpOptions options)
{
    private const int Examples = 5;
    private const int MostContributions = 10;

    private static readonly JsonEncodedText _user = JsonEncodedText.Encode("user");
    private static readonly JsonEncodedText _item = JsonEncodedText.Encode("item");
    private static readonly JsonEncodedText _score = JsonEncodedText.Encode("score");
    private static readonly JsonEncodedText _value = JsonEncodedText.Encode("value");
    private static readonly JsonEncodedText _contribution = JsonEncodedText.Encode("contribution");
    private static readonly JsonEncodedText _mean = JsonEncodedText.Encode("mean");
    private static readonly JsonEncodedText _userBias = JsonEncodedText.Encode("userBias");
    private static readonly JsonEncodedText _itemBias = JsonEncodedText.Encode("itemBias");
    private static readonly JsonEncodedText _factors = JsonEncodedText.Encode("factors");

    /// <summary>What the model is, and what may be asked of it.</summary>
    public void Model(bool _, RecommenderSnapshot snapshot, Answer answer)
    {
        FactorModel model = snapshot.Model;
        RecommenderStatus status = handle.Status;
        Utf8JsonWriter json = answer.Json;
        answer.Start(snapshot);
        json.WriteNumber("number"u8, snapshot.Number);
        json.WriteNumber("users"u8, model.Users.Count);
        json.WriteNumber("items"u8, model.Items.Count);
        json.WriteNumber("rank"u8, model.Rank);
        json.WriteBoolean("biases"u8, model.HasBiases);
        json.WriteString("loss"u8, model.Info.Objective.Loss.Name);
        answer.Number(_mean, model.Info.Mean);
        json.WriteString("writtenAt"u8, snapshot.WrittenAt);
        json.WriteString("loadedAt"u8, snapshot.LoadedAt);
        json.WriteNumber("failures"u8, status.Failures);
        json.WriteBoolean("foldIn"u8, snapshot.CanFoldIn);
        json.WriteBoolean("seen"u8, snapshot.Seen is not null);
        json.WriteBoolean("titles"u8, snapshot.HasTitles);
        json.WriteBoolean("events"u8, handle.Events is not null);
        json.WriteNumber("maxCount"u8, options.MaxCount);
        json.WriteNumber("maxIds"u8, options.MaxIds);
        json.WriteNumber("maxBatch"u8, options.MaxBatch);
        json.WriteStartArray("someUsers"u8);
        for (int row = 0; row < Math.Min(Examples, model.Users.Count); row++)
            json.WriteStringValue(model.Users[row].ToString());
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Users and items by id, and items by a part of their title.</summary>
    public void Search(SearchRequest request, RecommenderSnapshot snapshot, Answer answer)
    {
        FactorModel model = snapshot.Model;
        Utf8JsonWriter json = answer.Json;
        int left =
            request.N >= 1 && request.N <= options.MaxCount
                ? request.N
                : throw RequestQuery.Bad(
                    FormattableString.Invariant($"n is {request.N}; expected 1 to {options.MaxCount}.")
                );
        answer.Start(snapshot);
        json.WriteStartArray("users"u8);
        Id user = request.Text;
        if (model.Users.TryGetRow(user, out int _) || snapshot.Find(user) is not null)
        {
            json.WriteStartObject();
            answer.Id(_user, user, model.Users);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("items"u8);
        if (model.Items.TryGetRow(request.Text, out int exact))
            WriteItem(exact, snapshot, answer);
        for (int row = 0; snapshot.HasTitles && row < model.Items.Count && left > 0; row++)
        {
            if (
                row != exact
                && snapshot.TitleOf(row)?.Contains(request.Text, StringComparison.OrdinalIgnoreCase) == true
            )
            {
                WriteItem(row, snapshot, answer);
                left--;
            }
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The parts of a score; and, where the service knows what the user has rated, what each of it brings.</summary>
    public static void Explain(ExplainRequest request, RecommenderSnapshot snapshot, Answer answer)
    {
        FactorModel model = snapshot.Model;
        LiveUser? live = snapshot.Find(request.User);
        if (!model.Users.TryGetRow(request.User, out int user) && live is null)
            throw Answers.Unknown("user", request.User);
        if (!model.Items.TryGetRow(request.Item, out int item))
            throw Answers.Unknown("item", request.Item);
        Utf8JsonWriter json = answer.Json;
        float score = live is null ? model.Predict(user, item) : model.Predict(live.Factors, live.Bias, item);
        float mean = model.HasBiases ? model.Info.Mean : 0f;
        float userBias =
            live is not null ? live.Bias
            : model.UserBias.IsEmpty ? 0f
            : model.UserBias[user];
        float itemBias = model.ItemBias.IsEmpty ? 0f : model.ItemBias[item];
        answer.Start(snapshot);
        answer.Id(_user, request.User, model.Users);
        WriteItemOf(item, snapshot, answer);
        answer.Number(_score, score);
        if (model.HasBiases)
        {
            answer.Number(_mean, mean);
            answer.Number(_userBias, userBias);
            answer.Number(_itemBias, itemBias);
            answer.Number(_factors, score - mean - userBias - itemBias);
        }
        if (live is not null)
            WriteContributions(item, live.Seen, live.Values, snapshot, answer);
        else if (snapshot.Seen is { } seen)
            WriteContributions(item, seen.ByUser.ColumnsOf(user), seen.ByUser.ValuesOf(user), snapshot, answer);
        json.WriteEndObject();
    }

    private static void WriteContributions(
        int item,
        ReadOnlySpan<int> items,
        ReadOnlySpan<float> values,
        RecommenderSnapshot snapshot,
        Answer answer
    )
    {
        if (!snapshot.CanFoldIn || items.IsEmpty)
            return;
        float[] contributions = new float[items.Length];
        try
        {
            snapshot.Model.Explain(item, items, values, contributions);
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException)
        {
            return; // no sum over the history (L1, non-negative factors), or ratings that are none for the model
        }
        int[] order = [.. Enumerable.Range(0, items.Length)];
        Array.Sort([.. contributions.Select(c => -MathF.Abs(c))], order);
        answer.Json.WriteStartArray("history"u8);
        foreach (int k in order.AsSpan(0, Math.Min(MostContributions, order.Length)))
        {
            answer.Json.WriteStartObject();
            WriteItemOf(items[k], snapshot, answer);
            answer.Number(_value, values[k]);
            answer.Number(_contribution, contributions[k]);
            answer.Json.WriteEndObject();
        }
        answer.Json.WriteEndArray();
    }

    private static void WriteItem(int row, RecommenderSnapshot snapshot, Answer answer)
    {
        answer.Json.WriteStartObject();
        WriteItemOf(row, snapshot, answer);
        answer.Json.WriteEndObject();
    }

    private static void WriteItemOf(int row, RecommenderSnapshot snapshot, Answer answer)
    {
        answer.RowId(_item, snapshot.Model.Items, row);
        if (snapshot.TitleOf(row) is { } title)
            answer.Json.WriteString("title"u8, title);
    }
}
