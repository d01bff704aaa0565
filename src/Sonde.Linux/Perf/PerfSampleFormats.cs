namespace Sonde.Linux.Perf;

/// <summary>What all events of a session have in common, so that they can share rings.</summary>
internal static class PerfSampleFormats
{
    /// <summary>The format that <see cref="PerfRecord"/> reads.</summary>
    public const PerfSampleFormat Record =
        PerfSampleFormat.Identifier | PerfSampleFormat.ThreadId | PerfSampleFormat.Time | PerfSampleFormat.Period
        | PerfSampleFormat.Callchain | PerfSampleFormat.Raw;

    /// <summary>With a copy of registers and stack, which stand behind the rest.</summary>
    public const PerfSampleFormat WithStack = Record | PerfSampleFormat.UserRegisters | PerfSampleFormat.UserStack;

    /// <summary>With a copy of registers only.</summary>
    public const PerfSampleFormat WithRegisters = Record | PerfSampleFormat.UserRegisters;

    /// <summary>CLOCK_MONOTONIC (include/uapi/linux/time.h).</summary>
    public const int MonotonicClock = 1;
}
