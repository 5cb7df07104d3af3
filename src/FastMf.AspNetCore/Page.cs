using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FastMf.AspNetCore;

/// <summary>The page, its script and its style: nothing from elsewhere, and a browser that holds it to that.</summary>
internal static class Page
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static RouteGroupBuilder Map(RouteGroupBuilder group, string prefix)
    {
        string html = Encoding.UTF8.GetString(Resource.Read("page.html"));
        byte[] script = Resource.Read("page.js");
        byte[] style = Resource.Read("page.css");
        group.MapGet("", context => SendPage(context, html, prefix));
        group.MapGet("fastmf-page.js", context => Service.Send(context, "text/javascript; charset=utf-8", script));
        group.MapGet("fastmf-page.css", context => Service.Send(context, "text/css; charset=utf-8", style));
        return group;
    }

    private static Task SendPage(HttpContext context, string html, string prefix)
    {
        HttpRequest request = context.Request;
        string api = request.PathBase + "/" + prefix.Trim('/');
        string here = (request.PathBase + request.Path).Value!.TrimEnd('/');
        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        string page = html.Replace("{api}", WebUtility.HtmlEncode(api)).Replace("{here}", WebUtility.HtmlEncode(here));
        return Service.Send(context, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(page));
    }
}
