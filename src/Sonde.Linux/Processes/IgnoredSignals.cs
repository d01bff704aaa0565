using System.Runtime.InteropServices;
using Sonde.Linux.Procfs;

namespace Sonde.Linux.Processes;

/// <summary>Signals that this process ignores because the one that started it did.</summary>
public static partial class IgnoredSignals
{
    /// <summary>SIG_DFL (asm-generic/signal-defs.h).</summary>
    private const nint Default = 0;

    /// <summary>Gives a signal that is ignored its default action. To be called before anything handles it.</summary>
    /// <param name="number">The signal's number.</param>
    public static void Restore(int number)
    {
        if (new ProcFileSystem().TryReadStatus(new ProcessId(Environment.ProcessId)) is { } self && (self.IgnoredSignals >> (number - 1) & 1) != 0)
            signal(number, Default);
    }

    [LibraryImport("libc")]
    private static partial nint signal(int number, nint action);
}
