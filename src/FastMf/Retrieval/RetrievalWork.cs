namespace FastMf.Retrieval;

/// <summary>What a search has looked at.</summary>
/// <param name="Items">Items of the model.</param>
/// <param name="Screened">Items whose bound was computed; of all others, the length alone was enough.</param>
/// <param name="Scored">Items whose score was computed.</param>
public readonly record struct RetrievalWork(int Items, long Screened, long Scored);
