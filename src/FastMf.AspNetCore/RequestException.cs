namespace FastMf.AspNetCore;

/// <summary>A request that is refused: becomes a problem document.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="detail">What was found and what was expected, for whoever sent it.</param>
internal sealed class RequestException(int status, string detail) : Exception(detail)
{
    public int Status { get; } = status;
}
