using System.Net;
using FastMf.Live;

namespace FastMf.Cli.Serve;

/// <summary>What a call of <c>serve</c> asks for.</summary>
/// <param name="Model">The model file.</param>
/// <param name="Host">Where to listen.</param>
/// <param name="Port">On which port; 0 for a free one.</param>
/// <param name="Watch">Whether to load the model anew when its file is replaced.</param>
/// <param name="Seen">Ratings that are not recommended again; null for none.</param>
/// <param name="Titles">Titles of items; null for none.</param>
/// <param name="MaxCount">How many items a request may ask for.</param>
/// <param name="SimilarItems">How many similar items of each to find beforehand; 0 for none.</param>
/// <param name="Events">Which events are taken; null for none.</param>
internal sealed record ServeCall(
    string Model,
    IPAddress Host,
    int Port,
    bool Watch,
    string? Seen,
    string? Titles,
    int MaxCount,
    int SimilarItems,
    EventServeCall? Events
);

/// <summary>What a call of <c>serve</c> asks for of events.</summary>
/// <param name="Folder">Where they are.</param>
/// <param name="Sync">When they are acknowledged.</param>
/// <param name="LearnItems">How often items are learnt; null for never.</param>
internal sealed record EventServeCall(string Folder, SyncPolicy Sync, TimeSpan? LearnItems);
