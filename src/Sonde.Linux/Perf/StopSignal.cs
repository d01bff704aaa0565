using System.Runtime.InteropServices;

namespace Sonde.Linux.Perf;

/// <summary>Wakes a thread that polls: an eventfd(2).</summary>
internal sealed unsafe class StopSignal : IDisposable
{
    private const int CloseOnExec = 0x80000, NonBlocking = 0x800;

    private int _file;

    public StopSignal()
    {
        _file = PerfNative.eventfd(0, CloseOnExec | NonBlocking);
        if (_file < 0)
            throw PerfErrors.ForOpen(Marshal.GetLastPInvokeError(), null);
    }

    /// <summary>The descriptor to poll.</summary>
    public int File => _file;

    /// <summary>Makes the descriptor readable for good.</summary>
    public void Set()
    {
        ulong one = 1;
        _ = PerfNative.write(_file, &one, sizeof(ulong));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        int file = Interlocked.Exchange(ref _file, -1);
        if (file >= 0)
            _ = PerfNative.close(file);
    }
}
