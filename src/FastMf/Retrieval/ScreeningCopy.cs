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

    /// <summary>Numbers of a panel: the least bias, the step of its codes, the largest bias, the largest |v|; the last two also from this panel on.</summary>
    public const int PanelColumns = 6;

    /// <summary>Numbers of all panels: the largest |b|, and how far Q Q' is from 1.</summary>
    public const int LimitColumns = 2;

    private const double Eps = 1.0 / (1 << 24);

    private readonly double _relative; // of |u| |v|
    private readonly double _roundings; // of the other parts of a score
    private readonly double _tiny; // where numbers are denormal
    private readonly ScoreBound _bound;

    /// <summary>Puts a copy together; looks at no panel but the first, so that a mapped one is there at once.</summary>
    public ScreeningCopy(ScreeningParts parts)
    {
        Parts = parts;
        Panels = PanelsOf((int)parts.Rows.Length);
        Stages = parts.Turn.Stride / StageColumns;
        int stride = parts.Turn.Stride;
        double turned = 2.5 * Math.Sqrt(stride) * stride; // both sides were turned in float
        _roundings = (4.0 * (stride + 2 * Stages + 4) + stride / 16 + 32 + turned) * Eps;
        _tiny = (stride + 16) * 4e-43;
        _relative = 1.01 * (_roundings + parts.Limits[1]);
        _bound = new(stride);
        MostBias = parts.Limits[0];
        MostNorm = Panels == 0 ? 0 : PanelNumbers(0)[5];
    }

    /// <summary>The numbers.</summary>
    public ScreeningParts Parts { get; }

    /// <summary>Panels of 64 items; the last one may have fewer.</summary>
    public int Panels { get; }

    /// <summary>Stages of 16 coordinates.</summary>
    public int Stages { get; }

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

    /// <summary>Numbers of a panel, <see cref="PanelColumns"/> of them.</summary>
    public ReadOnlySpan<float> PanelNumbers(int panel) => Parts.Panels.Slice((long)panel * PanelColumns, PanelColumns);

    /// <summary>No score of the panel is above this, by lengths alone.</summary>
    /// <param name="numbers">The panel's.</param>
    /// <param name="start">What the user's scores begin with.</param>
    /// <param name="norm">|u|.</param>
    public float BoundOf(ReadOnlySpan<float> numbers, float start, double norm) =>
        _bound.Of(start, numbers[2], norm, _bound.Widened(numbers[3]));

    /// <summary>No score of the panel and of those behind it is above this.</summary>
    public float BoundOfRest(ReadOnlySpan<float> numbers, float start, double norm) =>
        _bound.Of(start, numbers[4], norm, _bound.Widened(numbers[5]));

    /// <summary>How far a score as it is computed may be above what the bound would be without any rounding.</summary>
    /// <param name="start">What the user's scores begin with.</param>
    /// <param name="norms">|u| times the panel's largest |v|.</param>
    public double Slack(double start, double norms) =>
        _relative * norms + 4 * _roundings * (Math.Abs(start) + MostBias) + _tiny;
}

/// <summary>What a screening copy consists of, in memory of its own or in a mapped file.</summary>
/// <param name="Rows">By place: the item's row.</param>
/// <param name="Turn">Q, as many rows as columns.</param>
/// <param name="Head">Codes of the first stage: panel, row of codes, item.</param>
/// <param name="Rest">Codes of the other stages: stage, panel, row of codes, item.</param>
/// <param name="Scales">Scales: stage, panel, number.</param>
/// <param name="Panels">Numbers: panel, number.</param>
/// <param name="Limits">The largest |b|, and how far Q Q' is from 1.</param>
internal sealed record ScreeningParts(
    Region<int> Rows,
    FactorMatrix Turn,
    Region<sbyte> Head,
    Region<sbyte> Rest,
    Region<float> Scales,
    Region<float> Panels,
    Region<float> Limits
);
