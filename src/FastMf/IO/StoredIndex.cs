using System.Collections;
using FastMf.Data;
using FastMf.Models;
using FastMf.Retrieval;

namespace FastMf.IO;

/// <summary>
/// The index of a model file, in memory of its own or in the mapped file. What is wrong in it may leave items out of lists or
/// put them in twice, never worse: a search compares every row with the number of items before it reads factors.
/// </summary>
internal sealed class StoredIndex
{
    private readonly IndexLayout _layout;

    /// <summary>Makes room of its own.</summary>
    /// <param name="layout">What the file has.</param>
    /// <exception cref="ModelFileException">It does not fit into memory in one piece.</exception>
    public StoredIndex(IndexLayout layout)
    {
        _layout = layout;
        Parts = new(
            Room<int>(layout.Rows, sizeof(int)),
            TurnFor(layout),
            Room<sbyte>(layout.Head, 1),
            Room<sbyte>(layout.Rest, 1),
            Room<float>(layout.Scales, sizeof(float)),
            Room<float>(layout.Panels, sizeof(float)),
            Room<float>(layout.Limits, sizeof(float))
        );
    }

    /// <summary>Lies over a mapped file; only the small Q is copied.</summary>
    /// <param name="layout">What the file has.</param>
    /// <param name="tensors">The mapped tensors.</param>
    public StoredIndex(IndexLayout layout, MappedTensors tensors)
    {
        _layout = layout;
        FactorMatrix turn = TurnFor(layout);
        tensors.CopyRows(layout.Turn, turn);
        Parts = new(
            tensors.Values<int>(layout.Rows),
            turn,
            tensors.Values<sbyte>(layout.Head),
            tensors.Values<sbyte>(layout.Rest),
            tensors.Values<float>(layout.Scales),
            tensors.Values<float>(layout.Panels),
            tensors.Values<float>(layout.Limits)
        );
    }

    /// <summary>The numbers.</summary>
    public ScreeningParts Parts { get; }

    /// <summary>Reads a tensor that belongs here.</summary>
    /// <returns>Whether it does.</returns>
    public bool TryRead(TensorInfo tensor, TensorReader reader)
    {
        if (tensor == _layout.Turn)
        {
            for (int row = 0; row < Parts.Turn.Rows; row++)
                reader.Read(Parts.Turn.Row(row)[..Parts.Turn.Columns]);
            return true;
        }
        return TryRead(_layout.Rows, Parts.Rows)
            || TryRead(_layout.Head, Parts.Head)
            || TryRead(_layout.Rest, Parts.Rest)
            || TryRead(_layout.Scales, Parts.Scales)
            || TryRead(_layout.Panels, Parts.Panels)
            || TryRead(_layout.Limits, Parts.Limits);

        bool TryRead<T>(TensorInfo own, Region<T> values)
            where T : unmanaged
        {
            if (tensor != own)
                return false;
            reader.Read(values.Array.AsSpan());
            return true;
        }
    }

    /// <summary>
    /// Verifies that every item has its place, numbers are finite, and lengths and biases are no larger than the index
    /// says. The codes are what the checksum says they are.
    /// </summary>
    /// <exception cref="ModelFileException">It is not so.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public void CheckContent(FactorModel model, CancellationToken cancellationToken = default)
    {
        CheckNumbers(_layout.Scales, Parts.Scales, ScreeningCopy.ScaleColumns, least: 0f);
        CheckNumbers(_layout.Limits, Parts.Limits, ScreeningCopy.LimitColumns, least: 0f);
        CheckNumbers(_layout.Panels, Parts.Panels, ScreeningCopy.PanelColumns, least: float.MinValue);
        for (int row = 0; row < Parts.Turn.Rows; row++)
        {
            foreach (float value in Parts.Turn.Values(row))
                Check(float.IsFinite(value), _layout.Turn, row, "finite numbers");
        }
        Check(Parts.Limits[1] >= ScreeningBuilder.Skewness(Parts.Turn), _layout.Limits, 1, "how far Q Q' is from 1");
        CheckOrder(model, cancellationToken);
    }

    private void CheckOrder(FactorModel model, CancellationToken cancellationToken)
    {
        ScreeningCopy copy = new(Parts);
        BitArray placed = new(model.ItemFactors.Rows);
        (float Bias, float Norm) most = (float.NegativeInfinity, 0f);
        for (int panel = copy.Panels - 1; panel >= 0; panel--)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<float> numbers = copy.PanelNumbers(panel);
            most = (Math.Max(most.Bias, numbers[2]), Math.Max(most.Norm, numbers[3]));
            bool fits = numbers[4] >= most.Bias && numbers[5] >= most.Norm && numbers[1] >= 0f;
            fits &= copy.MostBias >= Math.Max(Math.Abs(numbers[0]), Math.Abs(numbers[2]));
            foreach (int row in copy.RowsOf(panel))
            {
                Check((uint)row < (uint)placed.Length && !placed[row], _layout.Rows, panel, "each item once");
                placed[row] = true;
                ReadOnlySpan<float> bias = model.ItemBiases(row, 1);
                fits &= bias.IsEmpty || (bias[0] >= numbers[0] && bias[0] <= numbers[2]);
                fits &= ItemOrder.Norm(model.ItemFactors, row) <= numbers[3];
            }
            Check(fits, _layout.Panels, panel, "bounds of its items' lengths and biases");
        }
    }

    private void CheckNumbers(TensorInfo tensor, Region<float> values, int columns, float least)
    {
        for (long k = 0; k < values.Length; k++)
        {
            bool right = float.IsFinite(values[k]) && values[k] >= least;
            Check(right, tensor, k / columns, least < 0f ? "finite numbers" : "finite numbers of 0 or more");
        }
    }

    private void Check(bool holds, TensorInfo tensor, long row, string expected)
    {
        if (!holds)
            throw _layout.Wrong($"wrong numbers in '{tensor.Name}' at row {row}", expected);
    }

    private static FactorMatrix TurnFor(IndexLayout layout) =>
        new((int)layout.Turn.Shape[0], (int)layout.Turn.Shape[1]);

    private Region<T> Room<T>(TensorInfo tensor, int size)
        where T : unmanaged
    {
        long length = tensor.Bytes / size;
        return length <= Array.MaxLength
            ? new(new T[length])
            : throw _layout.Wrong($"'{tensor.Name}' {tensor.Describe()}", "less than 2^31 numbers, or a mapped file");
    }
}
