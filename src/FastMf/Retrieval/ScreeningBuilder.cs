using FastMf.Data;
using FastMf.Kernels;
using FastMf.Models;
using FastMf.Simd;
using FastMf.Threads;

namespace FastMf.Retrieval;

/// <summary>Makes the <see cref="ScreeningCopy"/> of a model. The same numbers for any number of threads and any width.</summary>
internal sealed class ScreeningBuilder
{
    private const int AtOnce = 64; // panels

    private readonly FactorModel _model;
    private readonly WorkerTeam _team;
    private readonly int _stride;
    private readonly int _stages;
    private readonly int _panels;
    private readonly int[] _rows;
    private readonly sbyte[] _head;
    private readonly sbyte[] _rest;
    private readonly float[] _scales;
    private readonly float[] _numbers;
    private readonly float[] _limits = new float[ScreeningCopy.LimitColumns];
    private readonly Rotation _rotation;
    private readonly FactorMatrix _turned;
    private int _first; // panel of those at once

    private ScreeningBuilder(FactorModel model, WorkerTeam team)
    {
        _model = model;
        _team = team;
        _stride = model.ItemFactors.Stride;
        _stages = _stride / ScreeningCopy.StageColumns;
        _rows = [.. Enumerable.Range(0, model.ItemFactors.Rows)];
        _panels = ScreeningCopy.PanelsOf(_rows.Length);
        _head = new sbyte[(long)_panels * ScreeningCopy.HeadRows * ScreenPanel.Items];
        _rest = new sbyte[(long)_panels * (_stages - 1) * ScreeningCopy.RestRows * ScreenPanel.Items];
        _scales = new float[(long)_panels * _stages * ScreeningCopy.ScaleColumns];
        _numbers = new float[(long)_panels * ScreeningCopy.PanelColumns];
        _rotation = new Rotation(model.Rank, team, SimdWidth.Current);
        _turned = new FactorMatrix(Math.Min(AtOnce, _panels) * ScreenPanel.Items, model.Rank);
    }

    /// <summary>Makes the copy.</summary>
    /// <exception cref="ArgumentException">Factors or biases of items are not finite, or too large to be squared.</exception>
    /// <exception cref="OperationCanceledException">The token asked to stop.</exception>
    public static ScreeningCopy Build(FactorModel model, WorkerTeam team, CancellationToken cancellationToken)
    {
        ScreeningBuilder builder = new(model, team);
        FactorMatrix turn = builder.Turn();
        ItemOrder.Sort(model, builder._rows, new double[builder._rows.Length]);
        for (builder._first = 0; builder._first < builder._panels; builder._first += AtOnce)
        {
            cancellationToken.ThrowIfCancellationRequested();
            builder.MakeSome();
        }
        builder.SumUp();
        return new(
            new(
                new(builder._rows),
                turn,
                new(builder._head),
                new(builder._rest),
                new(builder._scales),
                new(builder._numbers),
                new(builder._limits)
            )
        );
    }

    /// <summary>Q: the eigenvectors of V'V, those with the largest values first.</summary>
    private FactorMatrix Turn()
    {
        int n = _model.Rank;
        GramMatrix gram = new(_model.ItemFactors, _team, SimdWidth.Current);
        gram.Compute();
        foreach (double value in gram.Values)
            CheckFinite(value);
        foreach (float bias in _model.ItemBias)
            CheckFinite(bias);
        SymmetricEigen eigen = new(n);
        eigen.Decompose(gram.Values);
        int[] order = [.. Enumerable.Range(0, n).OrderByDescending(k => eigen.Values[k])];
        FactorMatrix turn = new(n, n);
        for (int row = 0; row < n; row++)
        for (int column = 0; column < n; column++)
            turn.Row(row)[column] = (float)eigen.Vectors[(order[column] * n) + row];
        for (int row = 0; row < n; row++)
            turn.Row(row).CopyTo(_rotation.Q.Row(row));
        _limits[1] = Up(Skewness(turn));
        return turn;
    }

    /// <summary>How far Q Q' is from 1, as the root of the sum of squares: what turning may change in a product.</summary>
    public static double Skewness(FactorMatrix turn)
    {
        double sum = 0;
        for (int i = 0; i < turn.Rows; i++)
        for (int j = 0; j <= i; j++)
        {
            double product = i == j ? -1 : 0;
            ReadOnlySpan<float> x = turn.Values(i);
            ReadOnlySpan<float> y = turn.Values(j);
            for (int k = 0; k < x.Length; k++)
                product += (double)x[k] * y[k];
            sum += (i == j ? 1 : 2) * product * product;
        }
        return Math.Sqrt(sum);
    }

    /// <summary>What holds from each panel on, and for all.</summary>
    private void SumUp()
    {
        (float bias, float norm) most = (float.NegativeInfinity, 0f);
        for (int panel = _panels - 1; panel >= 0; panel--)
        {
            Span<float> numbers = _numbers.AsSpan(panel * ScreeningCopy.PanelColumns, ScreeningCopy.PanelColumns);
            most = (Math.Max(most.bias, numbers[2]), Math.Max(most.norm, numbers[3]));
            (numbers[4], numbers[5]) = most;
            _limits[0] = Math.Max(_limits[0], Math.Max(Math.Abs(numbers[0]), Math.Abs(numbers[2])));
        }
    }

    private void MakeSome()
    {
        int end = Math.Min(_first + AtOnce, _panels);
        for (
            int place = _first * ScreenPanel.Items;
            place < Math.Min((long)end * ScreenPanel.Items, _rows.Length);
            place++
        )
            _model.ItemFactors.CopyPadded(_rows[place], _turned.Row(place - (_first * ScreenPanel.Items)));
        _rotation.Apply(_turned);
        _team.ForEach(end - _first, Make);
    }

    private void Make(int k)
    {
        int panel = _first + k;
        long place = (long)panel * ScreenPanel.Items;
        int count = (int)Math.Min(ScreenPanel.Items, _rows.Length - place);
        ReadOnlySpan<int> rows = _rows.AsSpan((int)place, count);
        Span<sbyte> head = _head.AsSpan(panel * ScreeningCopy.HeadRows * ScreenPanel.Items);
        Span<float> numbers = _numbers.AsSpan(panel * ScreeningCopy.PanelColumns, ScreeningCopy.PanelColumns);
        MakeBiases(rows, head[..ScreenPanel.Items], numbers);
        foreach (int row in rows)
            numbers[3] = Math.Max(numbers[3], Up(ItemOrder.Norm(_model.ItemFactors, row)));
        Span<double> tails = stackalloc double[ScreenPanel.Items]; // sums of squares, what was read so far taken off
        Span<double> errors = stackalloc double[ScreenPanel.Items];
        for (int j = 0; j < count; j++)
            errors[j] = 0;
        for (int stage = 0; stage < _stages; stage++)
        {
            Span<sbyte> codes =
                stage == 0
                    ? head[ScreenPanel.Items..]
                    : _rest.AsSpan(
                        checked((int)(((stage - 1L) * _panels + panel) * ScreeningCopy.RestRows * ScreenPanel.Items))
                    );
            Span<float> scales = _scales.AsSpan(
                checked((int)(((long)stage * _panels + panel) * ScreeningCopy.ScaleColumns)),
                ScreeningCopy.ScaleColumns
            );
            MakeCoordinates(k * ScreenPanel.Items, count, stage, codes, scales, errors);
            int after = (stage + 1) * ScreeningCopy.StageColumns;
            for (int j = 0; j < count; j++)
                tails[j] = Math.Sqrt(Sum.OfSquares(_turned.Row((k * ScreenPanel.Items) + j)[after..]));
            Span<sbyte> tailCodes = codes.Slice(ScreeningCopy.StageColumns * ScreenPanel.Items, ScreenPanel.Items);
            scales[^2] = Codes(tails[..count], tailCodes);
            for (int j = 0; j < count; j++)
                scales[^1] = Math.Max(scales[^1], Up(Math.Sqrt(errors[j])));
        }
    }

    private void MakeCoordinates(
        int first,
        int count,
        int stage,
        Span<sbyte> codes,
        Span<float> scales,
        Span<double> errors
    )
    {
        for (int c = 0; c < ScreeningCopy.StageColumns; c++)
        {
            int column = (stage * ScreeningCopy.StageColumns) + c;
            float most = 0f;
            for (int j = 0; j < count; j++)
                most = Math.Max(most, Math.Abs(_turned.Row(first + j)[column]));
            float scale = most / 127f;
            scales[c] = scale;
            for (int j = 0; j < count; j++)
            {
                float z = _turned.Row(first + j)[column];
                double code = scale > 0f ? Math.Clamp(Math.Round((double)z / scale), -127, 127) : 0;
                codes[(c * ScreenPanel.Items) + j] = (sbyte)code;
                double error = z - (scale * code);
                errors[j] += error * error;
            }
        }
    }

    private void MakeBiases(ReadOnlySpan<int> rows, Span<sbyte> codes, Span<float> numbers)
    {
        ReadOnlySpan<float> biases = _model.ItemBias;
        if (biases.IsEmpty)
            return;
        (float least, float most) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (int row in rows)
            (least, most) = (Math.Min(least, biases[row]), Math.Max(most, biases[row]));
        Span<double> above = stackalloc double[ScreenPanel.Items];
        for (int j = 0; j < rows.Length; j++)
            above[j] = (double)biases[rows[j]] - least;
        (numbers[0], numbers[1], numbers[2]) = (least, Codes(above[..rows.Length], codes), most);
    }

    /// <summary>Codes of numbers of 0 or more: step times code is no less than the number.</summary>
    /// <returns>The step.</returns>
    private static float Codes(ReadOnlySpan<double> values, Span<sbyte> codes)
    {
        double most = 0;
        foreach (double value in values)
            most = Math.Max(most, value);
        float step = most > 0 ? Up(most / 126) : 0f;
        for (int j = 0; j < values.Length; j++)
            codes[j] = step > 0f ? (sbyte)Math.Ceiling(values[j] / step) : (sbyte)0;
        return step;
    }

    /// <summary>A float that is no less.</summary>
    private static float Up(double value) => value > 0 ? MathF.BitIncrement((float)value) : 0f;

    private static void CheckFinite(double value)
    {
        if (!double.IsFinite(value))
            throw new ArgumentException(
                "Factors or biases of items are not finite, or too large to be searched by an index."
            );
    }
}
