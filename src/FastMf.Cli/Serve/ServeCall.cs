using System.Net;

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
internal sealed record ServeCall(
    string Model,
    IPAddress Host,
    int Port,
    bool Watch,
    string? Seen,
    string? Titles,
    int MaxCount,
    int SimilarItems
);
