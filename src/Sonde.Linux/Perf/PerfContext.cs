namespace Sonde.Linux.Perf;

/// <summary><c>enum perf_callchain_context</c> (include/uapi/linux/perf_event.h): marks inside a call chain.</summary>
public static class PerfContext
{
    /// <summary>Every value from here on is a mark and no address (PERF_CONTEXT_MAX).</summary>
    public const ulong Max = unchecked((ulong)-4095L);

    /// <summary>Addresses of the kernel follow.</summary>
    public const ulong Kernel = unchecked((ulong)-128L);

    /// <summary>Addresses of the program follow.</summary>
    public const ulong User = unchecked((ulong)-512L);
}
