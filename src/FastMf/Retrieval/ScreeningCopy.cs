using FastMf.Data;
using FastMf.Kernels;
using FastMf.Models;

namespace FastMf.Retrieval;

/// <summary>
/// The items of a model as a search looks at them first: in the order of <see cref="ItemOrder"/>, 64 to a panel, turned so
/// that the first coordinates carry most of the lengths, and as signed bytes. Read in stages of 16 coordinates; after each
/// there is a bound of every score.
/// </summary>
/// <remarks>
/// With turned rows w of the user and z of an item, codes q and a scale t for each coordinate of a panel, z = t q + e. After
/// stage s, u.v = w.z is at most sum w_c t_c q_c + |w_head| |e_head| + |w_tail| |z_tail|, the head being the coordinates so far
/// (Cauchy and Schwarz twice). The largest |e_head| of a panel is kept, and |z_tail| of each item as one more code, rounded up. So is
/// b: the least of the panel, and the rest as a code. Scores are computed in float elsewhere; <see cref="Slack"/> covers all
/// roundings there and here. docs/decisions/ has the derivation.
/// </remarks>
internal sealed class ScreeningCopy
{
    /// <summary>Coordinates of a stage.</summary>
    public const int StageColumns = 16;

    /// <summary>Rows of codes of the first stage: biases, coordinates, tails.</summary>
    public const int HeadRows = StageColumns + 2;

    /// <summary>Rows of codes of the others: coordinates, tails.</summary>
    public const int RestRows = StageColumns + 1;

    /// <summary>Numbers of a panel and stage: 16 scales, that of the tails, the largest |e_head|.</summary>
    public const int ScaleColumns = StageColumns + 2;

    /// <summary>Numbers of a panel: the least bias, the step of its codes, the largest bias, the largest |v|.</summary>
    public const int PanelColumns = 4;

    private const double Eps = 1.0 / (1 << 24);

    private readonly double _relative; // of |u| |v|
    private readonly double _roundings; // of the other parts of a score
    private readonly double _tiny; // where numbers are denormal

    /// <summary>Puts a copy together and sums up what a search needs of all panels.</summary>
    public ScreeningCopy(ScreeningParts parts)
    {
        Parts = parts;
        Panels = PanelsOf((int)parts.Rows.Length);
        Stages = parts.Turn.Stride / StageColumns;
        int stride = parts.Turn.Stride;
        double turned = 2.5 * Math.Sqrt(stride) * stride; // both sides were turned in float
        _roundings = (4.0 * (stride + 2 * Stages + 4) + stride / 16 + 32 + turned) * Eps;
        _tiny = (stride + 16) * 4e-43;
        _relative = 1.01 * (_roundings + Skewness(parts.Turn));
        Bounds = new PanelBounds(Panels, stride);
        for (int panel = 0; panel < Panels; panel++)
        {
            ReadOnlySpan<float> numbers = PanelNumbers(panel);
            Bounds.Set(panel, numbers[2], numbers[3]);
            MostBias = Math.Max(MostBias, Math.Max(Math.Abs(numbers[0]), Math.Abs(numbers[2])));
            MostNorm = Math.Max(MostNorm, numbers[3]);
        }
        Bounds.Close();
    }

    /// <summary>The numbers.</summary>
    public ScreeningParts Parts { get; }

    /// <summary>Panels of 64 items; the last one may have fewer.</summary>
    public int Panels { get; }

    /// <summary>Stages of 16 coordinates.</summary>
    public int Stages { get; }

    /// <summary>What the lengths say.</summary>
    public PanelBounds Bounds { get; }

    /// <summary>The largest |b|.</summary>
    public double MostBias { get; }

    /// <summary>The largest |v|.</summary>
    public double MostNorm { get; }

    /// <summary>How many panels so many items make.</summary>
    public static int PanelsOf(int items) => (int)((items + (ScreenPanel.Items - 1L)) / ScreenPanel.Items);

    /// <summary>The rows of a panel's items.</summary>
    public ReadOnlySpan<int> RowsOf(int panel)
    {
        long first = (long)panel * ScreenPanel.Items;
        return Parts.Rows.Slice(first, (int)Math.Min(ScreenPanel.Items, Parts.Rows.Length - first));
    }

    /// <summary>The codes of a panel and stage.</summary>
    public ReadOnlySpan<sbyte> CodesOf(int panel, int stage) =>
        stage == 0
            ? Parts.Head.Slice((long)panel * HeadRows * ScreenPanel.Items, HeadRows * ScreenPanel.Items)
            : Parts.Rest.Slice(
                ((stage - 1L) * Panels + panel) * RestRows * ScreenPanel.Items,
                RestRows * ScreenPanel.Items
            );

    /// <summary>16 scales, that of the tails, the largest |e_head|.</summary>
    public ReadOnlySpan<float> ScalesOf(int panel, int stage) =>
        Parts.Scales.Slice(((long)stage * Panels + panel) * ScaleColumns, ScaleColumns);

    /// <summary>The least bias, the step of its codes, the largest bias, the largest |v|.</summary>
    public ReadOnlySpan<float> PanelNumbers(int panel) => Parts.Panels.Slice((long)panel * PanelColumns, PanelColumns);

    /// <summary>How far a score as it is computed may be above what the bound would be without any rounding.</summary>
    /// <param name="start">What the user's scores begin with.</param>
    /// <param name="norms">|u| times the panel's largest |v|.</param>
    public double Slack(double start, double norms) =>
        _relative * norms + 4 * _roundings * (Math.Abs(start) + MostBias) + _tiny;

    /// <summary>How far Q Q' is from 1, as the root of the sum of squares: what turning may change in a product.</summary>
    private static double Skewness(FactorMatrix turn)
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
}

/// <summary>What a screening copy consists of, in memory of its own or in a mapped file.</summary>
/// <param name="Rows">By place: the item's row.</param>
/// <param name="Turn">Q, as many rows as columns.</param>
/// <param name="Head">Codes of the first stage: panel, row of codes, item.</param>
/// <param name="Rest">Codes of the other stages: stage, panel, row of codes, item.</param>
/// <param name="Scales">Scales: stage, panel, number.</param>
/// <param name="Panels">Numbers: panel, number.</param>
internal sealed record ScreeningParts(
    Region<int> Rows,
    FactorMatrix Turn,
    Region<sbyte> Head,
    Region<sbyte> Rest,
    Region<float> Scales,
    Region<float> Panels
);
