using System.Buffers;

namespace FastMf.Live;

/// <summary>Events that are written together, and their bytes.</summary>
internal sealed class EventBatch
{
    public List<LiveEvent> Events { get; } = [];

    public ArrayBufferWriter<byte> Bytes { get; } = new();

    public void Add(in LiveEvent one, long onDisk)
    {
        Events.Add(one);
        EventRecord.Write(Bytes, one, onDisk);
    }

    public void Clear()
    {
        Events.Clear();
        Bytes.ResetWrittenCount();
    }
}
