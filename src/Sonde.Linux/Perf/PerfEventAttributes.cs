using System.Runtime.InteropServices;

namespace Sonde.Linux.Perf;

/// <summary>
/// <c>struct perf_event_attr</c> (include/uapi/linux/perf_event.h) in the length of kernel 4.8 (PERF_ATTR_SIZE_VER5): the
/// kernel takes shorter ones than its own and fills up with zeros.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Length)]
internal struct PerfEventAttributes
{
    /// <summary>PERF_ATTR_SIZE_VER5.</summary>
    public const int Length = 112;

    [FieldOffset(0)]
    public PerfEventType Type;

    [FieldOffset(4)]
    public uint Size;

    [FieldOffset(8)]
    public ulong Config;

    /// <summary>Samples per second with <see cref="PerfEventFlags.Frequency"/>, else the period.</summary>
    [FieldOffset(16)]
    public ulong SamplePeriod;

    [FieldOffset(24)]
    public PerfSampleFormat SampleFormat;

    [FieldOffset(32)]
    public ulong ReadFormat;

    [FieldOffset(40)]
    public PerfEventFlags Flags;

    /// <summary>Bytes in the ring that wake the reader, with <see cref="PerfEventFlags.Watermark"/>.</summary>
    [FieldOffset(48)]
    public uint WakeupWatermark;

    [FieldOffset(56)]
    public ulong Config1;

    [FieldOffset(64)]
    public ulong Config2;

    /// <summary>Registers that a sample holds, with <see cref="PerfSampleFormat.UserRegisters"/>.</summary>
    [FieldOffset(80)]
    public ulong SampleUserRegisters;

    /// <summary>Bytes of stack that a sample holds, with <see cref="PerfSampleFormat.UserStack"/>.</summary>
    [FieldOffset(88)]
    public uint SampleUserStack;

    [FieldOffset(92)]
    public int ClockId;

    /// <summary>Frames at most; 0 for kernel.perf_event_max_stack.</summary>
    [FieldOffset(108)]
    public ushort SampleMaxStack;
}
