using FastMf.Kernels;

namespace FastMf.Models;

/// <summary>
/// What scores of a panel of items, and of all panels from one on, are at most. By Cauchy and Schwarz u.v is at most
/// |u| |v|, so a search may end as soon as start + b + |u| |v| is below the least score of a full list for every b and |v|
/// that are left.
/// </summary>
/// <remarks>
/// The bound holds for scores as they are computed. A dot product in float is at most (1 + eps)^(n/16 + 4) |u| |v|
/// plus the least float for each rounding; norms here carry that factor and some more. The two additions that follow
/// are done in float on the bound too, and rounding never changes the order of two sums. Where a number is not finite
/// the bound is NaN or infinite, and nothing is left out.
/// </remarks>
/// <param name="panels">How many panels there are.</param>
/// <param name="stride">Floats of a row.</param>
internal sealed class PanelBounds(int panels, int stride)
{
    private readonly float[] _panelBias = new float[panels]; // the most of each panel, like the next one
    private readonly double[] _panelNorm = new double[panels];
    private readonly float[] _restBias = new float[panels]; // the most from each panel on, like the next one
    private readonly double[] _restNorm = new double[panels];
    private readonly double _tiny = (stride + 16) * 1.5e-45;

    // (1 + eps)^m <= 1 + 1.01 m eps; four more for the rounding of the norms, of their product and to float.
    private readonly double _slack = 1 + 1.01 * (stride / 16 + 8) / (1 << 24);

    /// <summary>Says what a panel holds.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="bias">The largest bias, 0 where there are none.</param>
    /// <param name="norm">The largest |v|.</param>
    public void Set(int panel, float bias, double norm) =>
        (_panelBias[panel], _panelNorm[panel]) = (bias, norm * _slack);

    /// <summary>Sums up what panels hold; after the last <see cref="Set"/>.</summary>
    public void Close()
    {
        (float bias, double norm) most = (float.NegativeInfinity, 0);
        for (int panel = panels - 1; panel >= 0; panel--)
        {
            most = (Math.Max(most.bias, _panelBias[panel]), Math.Max(most.norm, _panelNorm[panel]));
            (_restBias[panel], _restNorm[panel]) = most;
        }
    }

    /// <summary>No score of the panel is above this.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="start">What the user's scores begin with.</param>
    /// <param name="norm">|u|, from <see cref="ItemOrder.Norm"/>.</param>
    public float Of(int panel, float start, double norm) =>
        start + _panelBias[panel] + (float)(norm * _panelNorm[panel] + _tiny);

    /// <summary>No score of the panel and of those behind it is above this.</summary>
    public float OfRest(int panel, float start, double norm) =>
        start + _restBias[panel] + (float)(norm * _restNorm[panel] + _tiny);

    /// <summary>More than two ways of adding up a score of the panel can differ by.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="norm">|u|, from <see cref="ItemOrder.Norm"/>.</param>
    public double Slack(int panel, double norm) => PromiseTile.Slack(stride) * norm * _panelNorm[panel] + 3 * _tiny;
}
