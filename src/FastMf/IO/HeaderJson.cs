using System.Text.Json;
using System.Text.Unicode;

namespace FastMf.IO;

/// <summary>
/// The JSON of a safetensors header: <c>{"__metadata__": {text: text …}, name: {"dtype", "shape", "data_offsets"} …}</c>.
/// Read token by token, so that a name given twice, an unknown entry or deeper nesting is an error.
/// </summary>
internal sealed class HeaderJson
{
    private readonly string _path;
    private readonly SortedDictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private readonly List<TensorInfo> _tensors = [];

    private HeaderJson(string path) => _path = path;

    /// <summary>The texts of <c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>The tensors; in the order of their bytes after <see cref="CheckLayout"/>.</summary>
    public IReadOnlyList<TensorInfo> Tensors => _tensors;

    /// <summary>Where in the JSON the checksum's digits begin; -1 where there are none.</summary>
    public int ChecksumAt { get; private set; } = -1;

    /// <summary>Reads a header's JSON.</summary>
    /// <exception cref="ModelFileException">It is no such JSON.</exception>
    public static HeaderJson Parse(ReadOnlyMemory<byte> utf8, string path)
    {
        HeaderJson header = new(path);
        if (utf8.IsEmpty || utf8.Span[0] != '{' || !Utf8.IsValid(utf8.Span))
            throw header.Wrong("a header that is not UTF-8 JSON beginning with '{'", "a safetensors file");
        try
        {
            Utf8JsonReader json = new(utf8.Span, new JsonReaderOptions { MaxDepth = 3 });
            header.ReadAll(ref json);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // the latter for half a surrogate pair
        {
            throw new ModelFileException(
                path,
                $"a header that is no JSON of the format ({e.Message})",
                "valid JSON",
                e
            );
        }
        return header;
    }

    /// <summary>Sorts the tensors and verifies that they fill the data without gap or overlap, each as long as its shape says.</summary>
    /// <param name="dataBytes">The bytes that follow the header.</param>
    /// <exception cref="ModelFileException">They do not.</exception>
    public void CheckLayout(long dataBytes)
    {
        _tensors.Sort((x, y) => (x.Offset, x.Offset + x.Bytes).CompareTo((y.Offset, y.Offset + y.Bytes)));
        long end = 0;
        foreach (TensorInfo tensor in _tensors)
        {
            if (tensor.Offset != end)
                throw Wrong($"'{tensor.Name}' at byte {tensor.Offset} of the data", $"the next tensor at byte {end}");
            end += tensor.Bytes;
            if (end > dataBytes)
                throw Wrong(
                    $"{dataBytes} bytes of data",
                    $"at least {end} for '{tensor.Name}' {tensor.Describe()}: the file is cut off or its header is wrong"
                );
            CheckSize(tensor);
        }
        if (end != dataBytes)
            throw Wrong($"{dataBytes} bytes of data", $"the {end} of its tensors");
    }

    private void CheckSize(TensorInfo tensor)
    {
        UInt128 bytes = (UInt128)TensorInfo.ElementBytes(tensor.Dtype);
        if (bytes == 0)
            throw Wrong($"'{tensor.Name}' of type '{tensor.Dtype}'", "a type of the safetensors format, such as F32");
        foreach (long dimension in tensor.Shape)
        {
            bytes *= (ulong)dimension; // both below 2^64, so the product is exact
            if (bytes > long.MaxValue)
                throw Wrong($"'{tensor.Name}' {tensor.Describe()}", "fewer than 2^63 bytes");
        }
        if (bytes != (ulong)tensor.Bytes)
            throw Wrong($"'{tensor.Name}' {tensor.Describe()} in {tensor.Bytes} bytes", $"{bytes} bytes");
    }

    private void ReadAll(ref Utf8JsonReader json)
    {
        HashSet<string> names = [];
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string name = UniqueName(ref json, names);
            json.Read();
            if (json.TokenType != JsonTokenType.StartObject)
                throw Wrong($"a {json.TokenType} under '{name}' in the header", "an object");
            if (name == "__metadata__")
                ReadMetadata(ref json);
            else
                _tensors.Add(ReadTensor(ref json, name));
        }
        json.Read(); // nothing but blanks may follow: anything else throws
    }

    private void ReadMetadata(ref Utf8JsonReader json)
    {
        HashSet<string> names = [];
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string name = UniqueName(ref json, names);
            json.Read();
            if (json.TokenType != JsonTokenType.String)
                throw Wrong($"a {json.TokenType} under '{name}' in __metadata__", "a text");
            _metadata.Add(name, json.GetString()!);
            if (name != SafeTensorsHeader.ChecksumKey)
                continue;
            if (json.ValueSpan.Length != SafeTensorsHeader.ChecksumDigits || json.ValueIsEscaped)
                throw Wrong($"the checksum '{_metadata[name]}'", "64 hexadecimal digits");
            ChecksumAt = (int)json.TokenStartIndex + 1;
        }
    }

    private TensorInfo ReadTensor(ref Utf8JsonReader json, string name)
    {
        string? dtype = null;
        List<long>? shape = null;
        List<long>? offsets = null;
        HashSet<string> names = [];
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string entry = UniqueName(ref json, names);
            json.Read();
            if (entry == "dtype" && json.TokenType == JsonTokenType.String)
                dtype = json.GetString();
            else if (entry == "shape")
                shape = ReadNumbers(ref json, name, entry);
            else if (entry == "data_offsets")
                offsets = ReadNumbers(ref json, name, entry);
            else
                throw Wrong($"'{entry}' in '{name}' in the header", "dtype (a text), shape, data_offsets and no more");
        }
        if (dtype is null || shape is null || offsets is not [long begin, long end])
            throw Wrong($"'{name}' without its entries in the header", "dtype, shape and data_offsets [begin, end]");
        if (end < begin)
            throw Wrong($"data_offsets [{begin}, {end}] of '{name}'", "the end not before the beginning");
        return new(name, dtype, shape, begin, end - begin);
    }

    private List<long> ReadNumbers(ref Utf8JsonReader json, string tensor, string entry)
    {
        List<long> numbers = [];
        if (json.TokenType == JsonTokenType.StartArray)
        {
            while (json.Read() && json.TokenType == JsonTokenType.Number && json.TryGetInt64(out long x) && x >= 0)
                numbers.Add(x);
        }
        return json.TokenType == JsonTokenType.EndArray
            ? numbers
            : throw Wrong($"a wrong {entry} of '{tensor}' in the header", "an array of integers of 0 or more");
    }

    private string UniqueName(ref Utf8JsonReader json, HashSet<string> names)
    {
        string name = json.GetString()!;
        return names.Add(name) ? name : throw Wrong($"'{name}' twice in the header", "each name once");
    }

    private ModelFileException Wrong(string found, string expected) => new(_path, found, expected);
}
