namespace FastMf.Benchmarks.Micro;

/// <summary>Plain loops over spans: the baseline.</summary>
internal readonly struct NaiveSgd : ISgdTwin
{
    public static float Dot(ReadOnlySpan<float> u, ReadOnlySpan<float> v)
    {
        float sum = 0;
        for (int i = 0; i < u.Length; i++)
            sum += u[i] * v[i];
        return sum;
    }

    public static void Update(
        float g,
        Span<float> u,
        Span<float> v,
        float userShrink,
        float itemShrink,
        float userStep,
        float itemStep
    )
    {
        for (int i = 0; i < u.Length; i++)
        {
            float x = u[i];
            float z = v[i];
            float gx = g * z - userShrink * x;
            float gz = g * x - itemShrink * z;
            u[i] = x + userStep * gx;
            v[i] = z + itemStep * gz;
        }
    }
}
