namespace FastMf.Cli.Output;

/// <summary>
/// Standard output. Results are told last: where they cannot be, a model of hours of work stays, and the message says so.
/// </summary>
internal sealed class StandardOutput(Stream inner) : PassingStream(inner)
{
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            base.Write(buffer);
        }
        catch (IOException error)
        {
            throw new IOException(
                $"Cannot write to standard output: {error.Message.TrimEnd('.')}. Files that this call has written are whole and stay.",
                error
            );
        }
    }
}
