using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FastMf.Hosting;

/// <summary>Brings a recommender into a host.</summary>
public static class FastMfServices
{
    /// <summary>
    /// Adds a <see cref="RecommenderHandle"/> whose model is loaded before the host is up and replaced when its file is,
    /// its health check "fastmf", and its metrics under the name "FastMf". The options are checked when the host starts.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Says at least where the model is.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddFastMf(this IServiceCollection services, Action<RecommenderOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddMetrics();
        services.AddOptions<RecommenderOptions>().Configure(configure).ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<RecommenderOptions>, RecommenderOptionsCheck>()
        );
        services.TryAddSingleton(provider => new RecommenderHandle(
            provider.GetRequiredService<IOptions<RecommenderOptions>>(),
            provider.GetService<TimeProvider>(),
            provider.GetService<IMeterFactory>(),
            provider.GetService<ILogger<RecommenderHandle>>()
        ));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RecommenderService>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, EventUpkeep>());
        services.TryAddSingleton<RecommenderHealthCheck>();
        services.AddHealthChecks().AddCheck<RecommenderHealthCheck>("fastmf");
        return services;
    }
}
