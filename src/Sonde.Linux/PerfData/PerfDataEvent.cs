using System.Buffers.Binary;
using System.Globalization;

namespace Sonde.Linux.PerfData;

/// <summary>
/// An event of a recording: its <c>struct perf_event_attr</c> (include/uapi/linux/perf_event.h), as far as it decides what samples
/// hold and mean.
/// </summary>
public sealed class PerfDataEvent
{
    private const int ShortestAttribute = 64; // PERF_ATTR_SIZE_VER0
    private const ulong FrequencyFlag = 1 << 10, SampleIdAllFlag = 1 << 18;

    private static readonly string[] Hardware =
    [
        "cycles", "instructions", "cache-references", "cache-misses", "branches", "branch-misses", "bus-cycles",
        "stalled-cycles-frontend", "stalled-cycles-backend", "ref-cycles",
    ];

    private static readonly string[] Software =
    [
        "cpu-clock", "task-clock", "page-faults", "context-switches", "cpu-migrations", "minor-faults", "major-faults",
        "alignment-faults", "emulation-faults", "dummy", "bpf-output", "cgroup-switches",
    ];

    private PerfDataEvent(ReadOnlySpan<byte> attribute)
    {
        Type = BinaryPrimitives.ReadUInt32LittleEndian(attribute);
        Config = U64(attribute, 8);
        Period = U64(attribute, 16);
        SampleFormat = U64(attribute, 24);
        ReadFormat = U64(attribute, 32);
        ulong flags = U64(attribute, 40);
        IsFrequency = (flags & FrequencyFlag) != 0;
        HasTrailer = (flags & SampleIdAllFlag) != 0;
        BranchFormat = U64(attribute, 72);
        UserRegisters = U64(attribute, 80);
        InterruptRegisters = U64(attribute, 96);
        Name = DefaultName();
    }

    /// <summary>Its name as the recording has it, or perf's for its type and number.</summary>
    public string Name { get; internal set; }

    /// <summary>PERF_TYPE_*.</summary>
    public uint Type { get; }

    /// <summary>Which event of its type.</summary>
    public ulong Config { get; }

    /// <summary>Samples per second when <see cref="IsFrequency"/>, else events per sample.</summary>
    public ulong Period { get; }

    /// <summary>The kernel chose the period to reach a frequency.</summary>
    public bool IsFrequency { get; }

    /// <summary>PERF_SAMPLE_* of its samples.</summary>
    public ulong SampleFormat { get; }

    /// <summary>Bits of the registers in its samples (<see cref="Unwind.RegisterSet.FromPerfX64"/>).</summary>
    public ulong UserRegisters { get; }

    /// <summary>True for the two events that count nanoseconds on a CPU.</summary>
    public bool IsCpuTime => Type == 1 && Config is 0 or 1;

    /// <summary>True for the event that only brings other records along.</summary>
    public bool IsDummy => Type == 1 && Config == 9;

    internal ulong ReadFormat { get; }

    internal ulong BranchFormat { get; }

    internal ulong InterruptRegisters { get; }

    /// <summary>Records that are no samples end with IDs and time.</summary>
    internal bool HasTrailer { get; }

    internal static PerfDataEvent Parse(ReadOnlySpan<byte> attribute, long offset) => attribute.Length >= ShortestAttribute
        ? new PerfDataEvent(attribute)
        : throw new PerfDataException(
            string.Create(CultureInfo.InvariantCulture, $"expected an event of at least {ShortestAttribute} bytes, found {attribute.Length}"), offset);

    private static ulong U64(ReadOnlySpan<byte> bytes, int offset) =>
        offset + sizeof(ulong) <= bytes.Length ? BinaryPrimitives.ReadUInt64LittleEndian(bytes[offset..]) : 0;

    private string DefaultName() => (Type, Config) switch
    {
        (0, var config) when config < (ulong)Hardware.Length => Hardware[config],
        (1, var config) when config < (ulong)Software.Length => Software[config],
        (2, var config) => string.Create(CultureInfo.InvariantCulture, $"tracepoint {config}"),
        (4, var config) => string.Create(CultureInfo.InvariantCulture, $"r{config:x}"),
        var (type, config) => string.Create(CultureInfo.InvariantCulture, $"event {type}/{config:x}"),
    };
}
