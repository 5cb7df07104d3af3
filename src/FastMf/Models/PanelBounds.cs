using System.Runtime.CompilerServices;
using FastMf.Kernels;

namespace FastMf.Models;

/// <summary>
/// What scores of a panel of items, and of all panels from one on, are at most (<see cref="ScoreBound"/>). A search may end
/// as soon as that is below the least score of a full list for every b and |v| that are left.
/// </summary>
/// <param name="panels">How many panels there are.</param>
/// <param name="stride">Floats of a row.</param>
internal sealed class PanelBounds(int panels, int stride)
{
    private readonly float[] _panelBias = new float[panels]; // the most of each panel, like the next one
    private readonly double[] _panelNorm = new double[panels]; // widened
    private readonly float[] _restBias = new float[panels]; // the most from each panel on, like the next one
    private readonly double[] _restNorm = new double[panels];
    private readonly ScoreBound _bound = new(stride);
    private readonly double _slack = ScoreTile.Slack(stride);

    /// <summary>Says what a panel holds.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="bias">The largest bias, 0 where there are none.</param>
    /// <param name="norm">The largest |v|.</param>
    public void Set(int panel, float bias, double norm) =>
        (_panelBias[panel], _panelNorm[panel]) = (bias, _bound.Widened(norm));

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
        _bound.Of(start, _panelBias[panel], norm, _panelNorm[panel]);

    /// <summary>No score of the panel and of those behind it is above this.</summary>
    public float OfRest(int panel, float start, double norm) =>
        _bound.Of(start, _restBias[panel], norm, _restNorm[panel]);

    /// <summary>|u| |v|, v the longest row of the panel.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="norm">|u|, from <see cref="ItemOrder.Norm"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Size(int panel, double norm) => norm * _panelNorm[panel];

    /// <summary>More than two ways of adding up a score of the panel can differ by.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="norm">|u|, from <see cref="ItemOrder.Norm"/>.</param>
    public double Slack(int panel, double norm) => _slack * Size(panel, norm) + 3 * _bound.Tiny;
}
