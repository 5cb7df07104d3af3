using System.Text.Json.Serialization;
using FastMf.Data;

namespace FastMf.AspNetCore;

// What need not be given has a setter: generated code sets members with init in any case, and so would lose defaults.

/// <summary>The best items for a user.</summary>
internal sealed record RecommendRequest
{
    public required Id User { get; init; }
    public int N { get; set; } = 10;
    public Id[]? Allow { get; set; }
    public Id[]? Deny { get; set; }
    public bool KeepSeen { get; set; }
}

/// <summary>The items most similar to one, or the users.</summary>
internal sealed record SimilarRequest
{
    public Id? Item { get; set; }
    public Id? User { get; set; }
    public int N { get; set; } = 10;
}

/// <summary>Predictions for pairs.</summary>
internal sealed record PredictRequest
{
    public required PairRequest[] Pairs { get; init; }
}

/// <summary>A pair.</summary>
internal sealed record PairRequest
{
    public required Id User { get; init; }
    public required Id Item { get; init; }
}

/// <summary>The best items for somebody with a history.</summary>
internal sealed record FoldInRequest
{
    public required HistoryItem[] History { get; init; }
    public int N { get; set; } = 10;
    public Id[]? Allow { get; set; }
    public Id[]? Deny { get; set; }
}

/// <summary>An item of a history.</summary>
internal sealed record HistoryItem
{
    public required Id Item { get; init; }
    public float Value { get; set; } = 1f;
}

/// <summary>The best items for many users.</summary>
internal sealed record BatchRequest
{
    public required Id[] Users { get; init; }
    public int N { get; set; } = 10;
    public Id[]? Allow { get; set; }
    public Id[]? Deny { get; set; }
    public bool KeepSeen { get; set; }
}

/// <summary>What users did.</summary>
internal sealed record EventsRequest
{
    public required EventRequest[] Events { get; init; }
}

/// <summary>That a user gave an item a value.</summary>
internal sealed record EventRequest
{
    public required Id User { get; init; }
    public required Id Item { get; init; }
    public float Value { get; set; } = 1f;
    public long Time { get; set; }
    public long? Sequence { get; set; }
}

/// <summary>How requests are read, by generated code: strictly, so that a misspelled name is told and not passed over.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    Converters = [typeof(IdConverter)],
    GenerationMode = JsonSourceGenerationMode.Metadata
)]
[JsonSerializable(typeof(RecommendRequest))]
[JsonSerializable(typeof(SimilarRequest))]
[JsonSerializable(typeof(PredictRequest))]
[JsonSerializable(typeof(FoldInRequest))]
[JsonSerializable(typeof(BatchRequest))]
[JsonSerializable(typeof(EventsRequest))]
internal sealed partial class RequestJson : JsonSerializerContext;
