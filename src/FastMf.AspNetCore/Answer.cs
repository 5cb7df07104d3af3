using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using FastMf.Data;
using FastMf.Hosting;
using FastMf.Models;

namespace FastMf.AspNetCore;

/// <summary>Room for one answer at a time, used again and again: the JSON, its writer, the scored rows and the rows of lists.</summary>
internal sealed class Answer
{
    private const int MostKept = 1 << 18; // a rare large answer is not kept for ever

    private static readonly JavaScriptEncoder _encoder = JavaScriptEncoder.Create(UnicodeRanges.All);
    private static readonly JsonEncodedText _model = JsonEncodedText.Encode("model");
    private static readonly JsonEncodedText _item = JsonEncodedText.Encode("item");
    private static readonly JsonEncodedText _score = JsonEncodedText.Encode("score");
    private static readonly JsonEncodedText _title = JsonEncodedText.Encode("title");

    private readonly ArrayBufferWriter<byte> _bytes = new(4096);
    private Scored[] _best = new Scored[64];

    public Answer() => Json = new(_bytes, new JsonWriterOptions { Encoder = _encoder, SkipValidation = true });

    /// <summary>Writes the answer.</summary>
    public Utf8JsonWriter Json { get; }

    /// <summary>What was written, once the writer was flushed.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

    /// <summary>Rows of the request's lists.</summary>
    public RowList Allow { get; } = new();

    /// <inheritdoc cref="Allow"/>
    public RowList Deny { get; } = new();

    /// <summary>Asks long work to end: nobody waits for the answer any more.</summary>
    public CancellationToken Aborted { get; set; }

    /// <summary>Whether to keep it for another answer.</summary>
    public bool IsSmall => _bytes.Capacity <= MostKept && _best.Length <= MostKept / 8;

    /// <summary>Room for the best rows.</summary>
    public Span<Scored> Best(int count)
    {
        if (_best.Length < count)
            _best = new Scored[count];
        return _best.AsSpan(0, count);
    }

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        _bytes.ResetWrittenCount();
        Json.Reset();
        Aborted = default;
    }

    /// <summary>Begins an answer: each names the model that gave it.</summary>
    public void Start(RecommenderSnapshot snapshot)
    {
        Json.WriteStartObject();
        Json.WriteString(_model, snapshot.Version);
    }

    /// <summary>A list of items with their scores, and titles where there are any.</summary>
    public void Items(RecommenderSnapshot snapshot, ReadOnlySpan<Scored> best)
    {
        Json.WriteStartArray("items"u8);
        foreach (Scored scored in best)
        {
            Json.WriteStartObject();
            RowId(_item, snapshot.Model.Items, scored.Row);
            Number(_score, scored.Score);
            if (snapshot.TitleOf(scored.Row) is { } title)
                Json.WriteString(_title, title);
            Json.WriteEndObject();
        }
        Json.WriteEndArray();
    }

    /// <summary>The shortest digits that read back as the same number; null where it is none.</summary>
    public void Number(JsonEncodedText name, float value)
    {
        if (float.IsFinite(value))
            Json.WriteNumber(name, value);
        else
            Json.WriteNull(name);
    }

    /// <summary>A JSON number, all its digits, where the column's ids are integers; otherwise a string, also for "42".</summary>
    public void RowId(JsonEncodedText name, IdMap ids, int row)
    {
        if (ids.IsInteger)
            Json.WriteNumber(name, ids.IntegerAt(row));
        else
            Json.WriteString(name, ids.Utf8At(row));
        GC.KeepAlive(ids); // the bytes of a mapped file are there as long as it is
    }

    /// <summary>The same for an id that the column need not have.</summary>
    public void Id(JsonEncodedText name, Id id, IdMap ids)
    {
        if (ids.IsInteger && id.IsInteger)
            Json.WriteNumber(name, id.Integer);
        else
            Json.WriteString(name, id.ToString());
    }
}

/// <summary>A list of rows that grows and is used again.</summary>
internal sealed class RowList
{
    private int[] _rows = new int[64];
    private int _count;

    /// <summary>The rows.</summary>
    public ReadOnlySpan<int> Rows => _rows.AsSpan(0, _count);

    /// <summary>Takes the rows of those ids that the model has.</summary>
    public void Take(Id[]? ids, IdMap map)
    {
        _count = 0;
        foreach (Id id in ids ?? [])
        {
            if (!map.TryGetRow(id, out int row))
                continue;
            if (_count == _rows.Length)
                Array.Resize(ref _rows, 2 * _count);
            _rows[_count++] = row;
        }
    }
}
