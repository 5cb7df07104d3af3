using Microsoft.AspNetCore.Http;

namespace FastMf.Cli.Serve;

/// <summary>What a refusal says that comes before any endpoint: each problem document tells what was expected.</summary>
internal static class Refusals
{
    /// <summary>Fills in the detail by the status.</summary>
    public static void Explain(ProblemDetailsOptions options) =>
        options.CustomizeProblemDetails = context =>
            context.ProblemDetails.Detail ??= DetailOf(context.HttpContext.Response.StatusCode);

    private static string? DetailOf(int status) =>
        status switch
        {
            StatusCodes.Status400BadRequest =>
                "The header Host names another service; expected localhost or the address that it listens on (serve --host).",
            StatusCodes.Status404NotFound =>
                "There is no such path; those that there are stand in /recommend/openapi.json.",
            StatusCodes.Status405MethodNotAllowed =>
                "The path takes another method; which, stands in /recommend/openapi.json and in the header Allow.",
            StatusCodes.Status500InternalServerError =>
                "The service failed at this request; its standard error says why.",
            _ => null,
        };
}
