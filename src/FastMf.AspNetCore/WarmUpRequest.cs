using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using FastMf.Data;
using FastMf.Hosting;

namespace FastMf.AspNetCore;

/// <summary>Reads and answers a request in memory while a model warms up, so that the first one from outside finds compiled code.</summary>
internal static class WarmUpRequest
{
    public static void Add(RecommenderHandle handle, RecommenderHttpOptions options)
    {
        Answers answers = new(options);
        Answer answer = new();
        JsonTypeInfo<RecommendRequest> type = RequestJson.Default.RecommendRequest;
        handle.AlsoWarm = snapshot =>
        {
            Id user = snapshot.Model.Users.Count == 0 ? 0 : snapshot.Model.Users[0];
            byte[] body = JsonSerializer.SerializeToUtf8Bytes(new RecommendRequest { User = user }, type);
            answers.Recommend(JsonSerializer.Deserialize(body, type)!, snapshot, answer);
            answer.Json.Flush();
            answer.Clear();
        };
    }
}
