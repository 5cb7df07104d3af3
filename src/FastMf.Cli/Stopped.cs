using System.Runtime.InteropServices;

namespace FastMf.Cli;

/// <summary>What asked the process to end. A service that is told to end by its manager has done its work; one that somebody interrupts has not.</summary>
internal static class Stopped
{
    private static volatile int _signal;

    /// <summary>The signal, set before the work is asked to end; null where nobody asked, or otherwise.</summary>
    public static PosixSignal? By
    {
        get => _signal == 0 ? null : (PosixSignal)_signal;
        set => _signal = (int)(value ?? 0);
    }
}
