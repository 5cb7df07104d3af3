using System.Buffers;
using System.Globalization;
using System.Text;
using FastMf.Data;
using FastMf.Models;

namespace FastMf.IO;

/// <summary>
/// LIBMF's text model: lines <c>f</c> (loss), <c>m</c>, <c>n</c>, <c>k</c> (users, items, rank), <c>b</c> (average
/// rating), then <c>p0 T 0.1 0.2 …</c> for each user and <c>q0 T …</c> for each item; <c>F</c> and zeros for a row
/// without ratings. LIBMF predicts p . q, and b where it lacks a row; it has no biases and no ids but 0 … n-1.
/// </summary>
/// <remarks>
/// Mean and biases are written as three more columns: (u, mean, a, 1) and (v, 1, 1, b), which changes no prediction.
/// A file that has such columns is read back as a model with mean and biases, to the bit. Integer ids are row numbers,
/// and numbers in between that no id has become F rows; rows that are F in a file are no ids of the model that is read.
/// </remarks>
public static class LibmfText
{
    /// <summary>LIBMF's numbers of losses, by our names.</summary>
    internal static IReadOnlyDictionary<int, string> LossNames { get; } =
        new Dictionary<int, string>
        {
            [0] = "squared",
            [1] = "absolute",
            [2] = "kl",
            [5] = "logistic",
            [6] = "squared-hinge",
            [7] = "hinge",
        };

    /// <summary>Writes a model; atomic as <see cref="AtomicFile.Write"/>.</summary>
    /// <param name="model">Ids are integers of 0 to 2^31 - 2; the loss is one that LIBMF has.</param>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="cancellationToken">Ends the writing; no file is left behind.</param>
    /// <exception cref="ArgumentException">LIBMF's format cannot hold the model; the message says why.</exception>
    /// <exception cref="IOException">The file could not be written.</exception>
    public static void Write(FactorModel model, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        int loss = LossNames.FirstOrDefault(entry => entry.Value == model.Info.Objective.Loss.Name, new(-1, "")).Key;
        if (loss < 0)
            throw new ArgumentException($"LIBMF has no loss '{model.Info.Objective.Loss.Name}'.", nameof(model));
        if (ModelFile.FirstNotFinite(model) is string what)
            throw new ArgumentException($"A model with {what} cannot be saved.", nameof(model));
        int users = RowsOf(model, model.Users, "user");
        int items = RowsOf(model, model.Items, "item");
        FactorModel folded = LibmfBiases.Fold(model.Decoded());
        string mean = model.Info.Mean.ToString(CultureInfo.InvariantCulture);
        AtomicFile.Write(
            path,
            stream =>
            {
                stream.Write(Encoding.ASCII.GetBytes($"f {loss}\nm {users}\nn {items}\nk {folded.Rank}\nb {mean}\n"));
                WriteRows(stream, 'p', users, folded.Users, folded.UserFactors, cancellationToken);
                WriteRows(stream, 'q', items, folded.Items, folded.ItemFactors, cancellationToken);
            }
        );
        GC.KeepAlive(model); // it may be mapped
    }

    /// <summary>Reads a model.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ModelFileException">The file is not LIBMF's or is cut off; the message names the line.</exception>
    /// <exception cref="IOException">The file could not be read.</exception>
    public static FactorModel Read(string path, CancellationToken cancellationToken = default) =>
        LibmfReader.Read(path, cancellationToken);

    /// <summary>LIBMF's number of rows: the largest id and one.</summary>
    private static int RowsOf(FactorModel model, IdMap ids, string side)
    {
        if (ids.Count == 0)
            return 0;
        if (!ids.IsInteger)
            throw new ArgumentException(
                $"LIBMF knows row numbers only; the {side} id '{ids[0]}' is a text.",
                nameof(model)
            );
        long least = ids.IntegerAt(0);
        long most = ids.IntegerAt(ids.Count - 1);
        return least >= 0 && most < int.MaxValue
            ? (int)most + 1
            : throw new ArgumentException(
                $"LIBMF's row numbers are 0 to 2147483646; {side} ids are {least} to {most}.",
                nameof(model)
            );
    }

    private static void WriteRows(
        Stream stream,
        char prefix,
        int count,
        IdMap ids,
        FactorMatrix factors,
        CancellationToken cancellationToken
    )
    {
        ArrayBufferWriter<byte> line = new();
        float[] zeros = new float[factors.Columns];
        for (int number = 0, row = 0; number < count; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            bool trained = ids.IntegerAt(row) == number; // the last id is count - 1, so there is always a next one
            ReadOnlySpan<float> values = trained ? factors[row++] : zeros;
            line.ResetWrittenCount();
            line.Write([(byte)prefix]);
            Append(line, number);
            line.Write(trained ? " T"u8 : " F"u8);
            foreach (float value in values)
            {
                line.Write(" "u8);
                Append(line, value);
            }
            line.Write("\n"u8);
            stream.Write(line.WrittenSpan);
        }
    }

    private static void Append<T>(ArrayBufferWriter<byte> line, T value)
        where T : IUtf8SpanFormattable
    {
        value.TryFormat(line.GetSpan(32), out int length, default, CultureInfo.InvariantCulture);
        line.Advance(length);
    }
}
