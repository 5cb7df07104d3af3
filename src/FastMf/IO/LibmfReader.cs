using System.Globalization;
using FastMf.Data;
using FastMf.Losses;
using FastMf.Models;

namespace FastMf.IO;

/// <summary>Reads LIBMF's text model; see <see cref="LibmfText"/>.</summary>
internal sealed class LibmfReader
{
    private readonly TextTokens _tokens;
    private readonly string _path;
    private readonly CancellationToken _cancellationToken;

    private LibmfReader(Stream stream, string path, CancellationToken cancellationToken)
    {
        _tokens = new(stream, path);
        _path = path;
        _cancellationToken = cancellationToken;
    }

    /// <summary>Reads a model.</summary>
    public static FactorModel Read(string path, CancellationToken cancellationToken)
    {
        using FileStream stream = ModelReader.Open(path);
        if (!stream.CanSeek)
            throw new ModelFileException(path, "a pipe or a device", "a file");
        return new LibmfReader(stream, path, cancellationToken).Read(stream.Length);
    }

    private FactorModel Read(long fileBytes)
    {
        string name = _tokens.NextText();
        Loss loss = Loss.Squared;
        if (name == "f") // older versions of LIBMF do not write it
        {
            loss = LossOf(_tokens.NextInteger("the number of a loss", 0, 99));
            _tokens.EndLine();
            name = _tokens.NextText();
        }
        int users = ReadSize(name, "m", 0, int.MaxValue);
        int items = ReadSize(_tokens.NextText(), "n", 0, int.MaxValue);
        int rank = ReadSize(_tokens.NextText(), "k", 1, FactorMatrix.MaxColumns);
        CheckName(_tokens.NextText(), "b");
        float mean = _tokens.NextNumber("b");
        _tokens.EndLine();
        long least = ((long)users + items) * (2 * rank + 5) - 1; // "p0 T", " 0" for each factor, a line end but for the last
        if (least > fileBytes)
            throw new ModelFileException(
                _path,
                $"m {users}, n {items} and k {rank} in a file of {fileBytes} bytes",
                $"at least {least} bytes: the file is cut off or its head is wrong"
            );
        (FactorMatrix userFactors, IdMap userIds) = ReadRows('p', users, rank);
        (FactorMatrix itemFactors, IdMap itemIds) = ReadRows('q', items, rank);
        _tokens.EndFile();
        ModelInfo info = new()
        {
            Mean = mean,
            Objective = new() { Loss = loss },
        };
        return LibmfBiases.Unfold(new FactorModel(userFactors, itemFactors, info, userIds, itemIds));
    }

    private int ReadSize(string found, string name, int least, int most)
    {
        CheckName(found, name);
        int value = _tokens.NextInteger(name, least, most);
        _tokens.EndLine();
        return value;
    }

    private (FactorMatrix Factors, IdMap Ids) ReadRows(char prefix, int count, int rank)
    {
        FactorMatrix factors;
        try
        {
            factors = new FactorMatrix(count, rank);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new ModelFileException(_path, $"{count} x {rank} factors", "a matrix that fits into memory", e);
        }
        long[] ids = new long[count];
        int trained = 0;
        for (int row = 0; row < count; row++)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            if (TryReadRow(string.Create(CultureInfo.InvariantCulture, $"{prefix}{row}"), factors.Row(trained)[..rank]))
                ids[trained++] = row;
        }
        if (trained < count)
            factors = LibmfBiases.Resize(factors, trained, rank);
        return (factors, IdMap.FromSorted(ids[..trained]));
    }

    /// <returns>Whether LIBMF had ratings of this row; its numbers are then read.</returns>
    private bool TryReadRow(string name, Span<float> row)
    {
        CheckName(_tokens.NextText(), name);
        string kind = _tokens.NextText();
        if (kind is not ("T" or "F"))
            throw _tokens.Wrong($"'{kind}'", "T for numbers or F for a row without ratings");
        for (int k = 0; k < row.Length; k++)
            row[k] = _tokens.NextNumber($"factor {k + 1} of {row.Length} of {name}");
        if (kind == "F")
            row.Clear();
        _tokens.EndLine();
        return kind == "T";
    }

    private void CheckName(string found, string expected)
    {
        if (found != expected)
            throw _tokens.Wrong(found.Length == 0 ? "nothing" : $"'{found}'", $"'{expected}'");
    }

    private Loss LossOf(int number)
    {
        if (LibmfText.LossNames.TryGetValue(number, out string? name))
            return LossCatalog.Parse(name);
        IEnumerable<string> known = LibmfText.LossNames.Select(loss => $"{loss.Key} ({loss.Value})");
        throw _tokens.Wrong($"LIBMF's loss {number}", $"one of {string.Join(", ", known)}");
    }
}
