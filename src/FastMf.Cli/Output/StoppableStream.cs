namespace FastMf.Cli.Output;

/// <summary>Passes on what is written, until the token asks to stop.</summary>
internal sealed class StoppableStream(Stream inner, CancellationToken token) : PassingStream(inner)
{
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        token.ThrowIfCancellationRequested();
        base.Write(buffer);
    }
}
