using FastMf.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FastMf.AspNetCore;

/// <summary>A recommender over HTTP.</summary>
public static class FastMfEndpoints
{
    /// <summary>
    /// Maps the endpoints of the recommender that <c>services.AddFastMf</c> added: recommend at the prefix itself, and below
    /// it similar, predict, fold-in, batch, events, explain, search, model, health, metrics and openapi.json. docs/serving.md and
    /// openapi.json say what each takes and gives.
    /// </summary>
    /// <param name="endpoints">Where to map them, commonly the application.</param>
    /// <param name="prefix">The path before all of them.</param>
    /// <param name="options">What a request may ask for at most.</param>
    /// <returns>The group, for what shall hold for all of it, such as authorization.</returns>
    /// <exception cref="InvalidOperationException"><c>services.AddFastMf</c> was not called.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static RouteGroupBuilder MapFastMf(
        this IEndpointRouteBuilder endpoints,
        string prefix = "/recommend",
        RecommenderHttpOptions? options = null
    )
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        options ??= new();
        options.Check();
        IServiceProvider services = endpoints.ServiceProvider;
        RecommenderHandle handle = services.GetRequiredService<RecommenderHandle>();
        Exchange exchange = new(handle, options);
        PrometheusText metrics = new(handle.Metrics);
        services
            .GetService<IHostApplicationLifetime>()
            ?.ApplicationStopped.Register(() =>
            {
                exchange.Dispose();
                metrics.Dispose();
            });
        RouteGroupBuilder group = endpoints.MapGroup(prefix);
        Routes.MapAnswers(group, exchange, new(options), options);
        Routes.MapLooking(group, exchange, new(handle, options));
        Routes.MapTaking(group, exchange, new(handle, options), options);
        Service.Map(group, services.GetRequiredService<RecommenderHealthCheck>(), metrics);
        WarmUpRequest.Add(handle, options);
        return group;
    }

    /// <summary>Maps a page where a person looks up users and items and sees what is recommended and why.</summary>
    /// <param name="endpoints">Where to map it.</param>
    /// <param name="pattern">The page's path.</param>
    /// <param name="prefix">The prefix that <see cref="MapFastMf"/> was given.</param>
    /// <returns>The page and its two files.</returns>
    public static RouteGroupBuilder MapFastMfPage(
        this IEndpointRouteBuilder endpoints,
        string pattern = "/",
        string prefix = "/recommend"
    )
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(prefix);
        return Page.Map(endpoints.MapGroup(pattern), prefix);
    }
}
