using System.Runtime.CompilerServices;

namespace FastMf.Data;

/// <summary>The places of <see cref="Interleaving"/> one after the other, which takes no multiplication: every fourth, from the first of each part on.</summary>
internal struct Turns
{
    private readonly int _start;
    private readonly int _end;
    private int _next;

    /// <param name="start">The first place.</param>
    /// <param name="length">How many.</param>
    public Turns(int start, int length) => (_start, _end, _next) = (start, start + length, start);

    /// <summary>Where the next element goes; to be asked once for each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Next()
    {
        int place = _next;
        _next = place + Interleaving.Parts;
        if (_next >= _end)
            _next = _start + (place - _start) % Interleaving.Parts + 1;
        return place;
    }
}
