namespace FastMf.Kernels;

/// <summary>The derivative of a loss, as a kernel needs it.</summary>
internal interface ISlope
{
    /// <summary>d loss(r, y) / dy.</summary>
    float Slope(float target, float prediction);
}
