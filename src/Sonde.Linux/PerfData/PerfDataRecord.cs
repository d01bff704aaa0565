using System.Buffers.Binary;
using System.Text;

namespace Sonde.Linux.PerfData;

/// <summary>
/// One record of the kernel's, from a recording. Valid until the next one is read. What a damaged record does not have is zero or
/// empty.
/// </summary>
public readonly ref struct PerfDataRecord
{
    private const ushort CpuModeMask = 7, KernelMode = 1, BuildIdMisc = 1 << 14, CommExecMisc = 1 << 13;
    private const int MaxBuildId = 20;

    private readonly ReadOnlySpan<byte> _bytes;

    internal PerfDataRecord(ReadOnlySpan<byte> bytes, PerfDataEvent? of, long offset)
    {
        _bytes = bytes;
        Event = of;
        Offset = offset;
    }

    /// <summary>What it is.</summary>
    public PerfDataRecordType Type => (PerfDataRecordType)U32(0);

    /// <summary>The event that wrote it; null when that cannot be told.</summary>
    public PerfDataEvent? Event { get; }

    /// <summary>Where in the file it stands; of a compressed one, what it is packed in.</summary>
    public long Offset { get; }

    /// <summary>The process of a record that is no sample; -1 is the kernel.</summary>
    public int ProcessId => (int)U32(8);

    /// <summary>The thread of a COMM, MMAP, FORK or EXIT record.</summary>
    public int ThreadId => Type is PerfDataRecordType.Fork or PerfDataRecordType.Exit ? (int)U32(16) : (int)U32(12);

    /// <summary>The process that made the one of a FORK record.</summary>
    public int ParentProcessId => (int)U32(12);

    /// <summary>The thread that made the one of a FORK record.</summary>
    public int ParentThreadId => (int)U32(20);

    /// <summary>An MMAP record about the kernel or one of its modules.</summary>
    public bool IsKernelMap => (Misc & CpuModeMask) == KernelMode || ProcessId == -1;

    /// <summary>True for a COMM record that an exec wrote.</summary>
    public bool IsExec => (Misc & CommExecMisc) != 0;

    /// <summary>The name in a COMM record.</summary>
    public string Comm => Text(16);

    /// <summary>First address of an MMAP record.</summary>
    public ulong MapStart => U64(16);

    /// <summary>Bytes mapped.</summary>
    public ulong MapLength => U64(24);

    /// <summary>Offset in the file.</summary>
    public ulong MapFileOffset => U64(32);

    /// <summary>Code may run from it; older MMAP records are about code only.</summary>
    public bool IsExecutable => Type == PerfDataRecordType.Mmap || (U32(64) & 4) != 0;

    /// <summary>The path in an MMAP record.</summary>
    public string MapPath => Text(Type == PerfDataRecordType.Mmap ? 40 : 72);

    /// <summary>The build ID in an MMAP2 record in lower-case hex; empty when it has none.</summary>
    public string MapBuildId => Type == PerfDataRecordType.Mmap2 && (Misc & BuildIdMisc) != 0 && _bytes.Length > 44 + MaxBuildId
        ? Convert.ToHexStringLower(_bytes.Slice(44, Math.Min((int)_bytes[40], MaxBuildId)))
        : "";

    /// <summary>How many records a LOST, or samples a LOST_SAMPLES record reports as missing.</summary>
    public ulong LostCount => Type == PerfDataRecordType.Lost ? U64(16) : U64(8);

    /// <summary>The ID in a CGROUP record.</summary>
    public ulong CgroupId => U64(8);

    /// <summary>The path in a CGROUP record.</summary>
    public string CgroupPath => Text(16);

    private ushort Misc => BinaryPrimitives.ReadUInt16LittleEndian(_bytes[4..]);

    /// <summary>Takes a sample apart.</summary>
    /// <exception cref="PerfDataException">It ends before its parts do.</exception>
    public PerfDataSample ReadSample()
    {
        if (Event is null)
            throw new PerfDataException("expected a sample of a known event, found another ID", Offset);
        return PerfDataLayout.TryParse(_bytes, Event, out PerfDataSample sample)
            ? sample
            : throw new PerfDataException($"expected a whole sample of {Event.Name}, found {_bytes.Length} bytes", Offset);
    }

    private string Text(int offset)
    {
        int end = _bytes.Length - (Event is null ? 0 : PerfDataLayout.TrailerLength(Event));
        if (end <= offset)
            return "";
        ReadOnlySpan<byte> text = _bytes[offset..end];
        int zero = text.IndexOf((byte)0);
        return Encoding.UTF8.GetString(zero < 0 ? text : text[..zero]);
    }

    private uint U32(int offset) =>
        offset + sizeof(uint) <= _bytes.Length ? BinaryPrimitives.ReadUInt32LittleEndian(_bytes[offset..]) : 0;

    private ulong U64(int offset) =>
        offset + sizeof(ulong) <= _bytes.Length ? BinaryPrimitives.ReadUInt64LittleEndian(_bytes[offset..]) : 0;
}
