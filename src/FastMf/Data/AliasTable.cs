using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace FastMf.Data;

/// <summary>
/// Draws from 0 … n-1 with given weights in constant time: n slots of equal size, each shared by at most two
/// outcomes (Walker 1977; built as in Vose 1991).
/// </summary>
internal sealed class AliasTable
{
    private readonly uint[] _limits;
    private readonly int[] _aliases;

    /// <param name="weights">One for each outcome: positive, finite.</param>
    public AliasTable(ReadOnlySpan<double> weights)
    {
        int n = weights.Length;
        Debug.Assert(n > 0);
        double sum = 0;
        foreach (double weight in weights)
            sum += weight;
        _limits = new uint[n];
        _aliases = new int[n];
        double[] shares = new double[n]; // in slots
        int[] queue = new int[n]; // the poor from the left, the rich from the right
        int poor = 0;
        int rich = n;
        for (int i = 0; i < n; i++)
        {
            _aliases[i] = i;
            _limits[i] = uint.MaxValue;
            shares[i] = weights[i] * n / sum;
            if (shares[i] < 1)
                queue[poor++] = i;
            else
                queue[--rich] = i;
        }
        while (poor > 0 && rich < n)
        {
            int small = queue[--poor];
            int large = queue[rich];
            _limits[small] = (uint)(shares[small] * uint.MaxValue);
            _aliases[small] = large;
            shares[large] -= 1 - shares[small];
            if (shares[large] < 1)
            {
                rich++;
                queue[poor++] = large;
            }
        }
    }

    /// <summary>The outcome for 64 random bits: the upper half names the slot, the lower half one of its two outcomes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Draw(ulong bits)
    {
        int slot = (int)((bits >> 32) * (ulong)_limits.Length >> 32);
        return (uint)bits <= _limits[slot] ? slot : _aliases[slot];
    }
}
