using System.Globalization;
using System.Text;
using System.Text.Json;
using FastMf.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FastMf.AspNetCore;

/// <summary>For machines that look after the service: health, metrics, and the document of the interface. They wait for nobody.</summary>
internal static class Service
{
    private static readonly string[] _counts = ["lastEvent", "untrainedEvents", "waitingEvents", "liveUsers"];

    public static void Map(RouteGroupBuilder group, RecommenderHealthCheck health, PrometheusText metrics)
    {
        string document = Encoding.UTF8.GetString(Resource.Read("openapi.json"));
        group.MapGet("health", context => Health(context, health));
        group.MapGet(
            "metrics",
            context =>
                Send(context, "text/plain; version=0.0.4; charset=utf-8", Encoding.UTF8.GetBytes(metrics.Write()))
        );
        group.MapGet("openapi.json", context => Document(context, document));
    }

    /// <summary>Sends bytes that are no secret and no page.</summary>
    public static Task Send(HttpContext context, string type, ReadOnlyMemory<byte> bytes)
    {
        HttpResponse response = context.Response;
        response.ContentType = type;
        response.ContentLength = bytes.Length;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        return response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }

    /// <summary>The paths in the document are those below the place where it was asked for.</summary>
    private static Task Document(HttpContext context, string document)
    {
        string here = (context.Request.PathBase + context.Request.Path).ToUriComponent();
        string prefix = here[..here.LastIndexOf('/')];
        byte[] bytes = Encoding.UTF8.GetBytes(document.Replace("{prefix}", prefix.Length == 0 ? "/" : prefix));
        return Send(context, "application/json", bytes);
    }

    /// <summary>
    /// 200 as long as the service answers, 503 while it cannot. The message of the last error is in the log and not here,
    /// since it names files.
    /// </summary>
    private static Task Health(HttpContext context, RecommenderHealthCheck health)
    {
        HealthCheckResult result = health.Check();
        context.Response.StatusCode = result.Status == HealthStatus.Unhealthy ? 503 : 200;
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes))
        {
            json.WriteStartObject();
            json.WriteString("status"u8, result.Status.ToString());
            json.WriteString("description"u8, result.Description);
            if (result.Data.TryGetValue("model", out object? model))
                json.WriteString("model"u8, (string)model);
            if (result.Data.TryGetValue("ageSeconds", out object? age))
                json.WriteNumber("ageSeconds"u8, (double)age);
            foreach (string name in _counts)
            {
                if (result.Data.TryGetValue(name, out object? count))
                    json.WriteNumber(name, Convert.ToInt64(count, CultureInfo.InvariantCulture));
            }
            if (result.Data.TryGetValue("lastErrorAt", out object? at))
                json.WriteString("lastErrorAt"u8, (string)at);
            json.WriteEndObject();
        }
        return Send(context, "application/json", bytes.ToArray());
    }
}
