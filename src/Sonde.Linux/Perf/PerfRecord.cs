using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Sonde.Linux.Unwind;

namespace Sonde.Linux.Perf;

/// <summary>
/// One record of a ring (include/uapi/linux/perf_event.h, "enum perf_event_type"), as events with the format
/// IDENTIFIER | TID | TIME | PERIOD | CALLCHAIN | RAW (and REGS_USER | STACK_USER) and <c>sample_id_all</c> write it. It points into the ring: use it before the next read.
/// Reading a part that a damaged record does not have gives zeros and empty spans.
/// </summary>
public readonly ref struct PerfRecord
{
    /// <summary>Bytes of <c>struct perf_event_header</c>.</summary>
    public const int HeaderLength = 8;

    // The IDs at the end of every record but samples: pid and tid, time, identifier.
    private const int TrailerLength = 24;

    // A sample: header, identifier at 8, pid at 16, tid at 20, time at 24, period at 32, number of addresses at 40, the
    // addresses; then the length of the raw data, the raw data (both together a multiple of 8), registers and stack.
    private const int SampleTimeOffset = 24, PeriodOffset = 32, CallchainCountOffset = 40, CallchainOffset = 48;
    private const ushort CommExecMisc = 1 << 13, SwitchOutMisc = 1 << 13, BuildIdMisc = 1 << 14, PreemptedMisc = 1 << 14;

    // PERF_SAMPLE_REGS_ABI_64; what the mask asks for, 8 bytes each.
    private const ulong Abi64 = 2;
    private const int RegistersLength = RegisterSet.PerfX64Count * sizeof(ulong);

    private readonly ReadOnlySpan<byte> _bytes;

    /// <summary>Takes a record with its header.</summary>
    public PerfRecord(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>What it is.</summary>
    public PerfRecordType Type => (PerfRecordType)U32(0);

    /// <summary>The event that wrote it; inherited events have the ID of the one they come from.</summary>
    public ulong EventId => Type == PerfRecordType.Sample ? U64(8) : U64(_bytes.Length - 8);

    /// <summary>CLOCK_MONOTONIC in nanoseconds.</summary>
    public ulong Time => Type == PerfRecordType.Sample ? U64(SampleTimeOffset) : U64(_bytes.Length - 16);

    /// <summary>Events that a sample stands for.</summary>
    public ulong Period => U64(PeriodOffset);

    /// <summary>The process of a sample, COMM, FORK, EXIT, MMAP2 or SWITCH record; -1 for one that has already ended.</summary>
    public int ProcessId => Type switch
    {
        PerfRecordType.Sample => (int)U32(16),
        PerfRecordType.Switch or PerfRecordType.SwitchCpuWide => (int)U32(_bytes.Length - TrailerLength),
        _ => (int)U32(8),
    };

    /// <summary>The thread of a sample, COMM, MMAP2 or SWITCH record.</summary>
    public int ThreadId => Type switch
    {
        PerfRecordType.Sample => (int)U32(20),
        PerfRecordType.Fork or PerfRecordType.Exit => (int)U32(16),
        PerfRecordType.Switch or PerfRecordType.SwitchCpuWide => (int)U32(_bytes.Length - TrailerLength + 4),
        _ => (int)U32(12),
    };

    /// <summary>True for a SWITCH record of a thread that leaves its CPU; false for one that enters it.</summary>
    public bool IsSwitchOut => (Misc & SwitchOutMisc) != 0;

    /// <summary>True for a SWITCH record of a thread that leaves its CPU although it could go on.</summary>
    public bool IsPreempted => (Misc & PreemptedMisc) != 0;

    /// <summary>The process that made the one of a FORK record.</summary>
    public int ParentProcessId => (int)U32(12);

    /// <summary>The thread that made the one of a FORK record.</summary>
    public int ParentThreadId => (int)U32(20);

    /// <summary>
    /// The stack of a sample, the innermost address first; values above <see cref="PerfContext.Max"/> tell whose the
    /// following addresses are.
    /// </summary>
    public ReadOnlySpan<ulong> Callchain
    {
        get
        {
            ulong count = U64(CallchainCountOffset);
            int room = (_bytes.Length - CallchainOffset) / sizeof(ulong);
            return room <= 0 || count > (ulong)room
                ? []
                : MemoryMarshal.Cast<byte, ulong>(_bytes.Slice(CallchainOffset, (int)count * sizeof(ulong)));
        }
    }

    /// <summary>What a tracepoint recorded, laid out as its <see cref="TracepointFormat"/> says; empty for other events.</summary>
    public ReadOnlySpan<byte> Raw
    {
        get
        {
            int offset = RawOffset, length = (int)Math.Min(U32(offset), int.MaxValue / 2);
            return length > sizeof(uint) && offset + sizeof(uint) + length <= _bytes.Length
                ? _bytes.Slice(offset + sizeof(uint), length)
                : [];
        }
    }

    /// <summary>
    /// The thread's registers when it left user mode, as <see cref="RegisterSet.FromPerfX64"/> takes them; empty when the
    /// event does not copy them, for a kernel thread and for 32-bit code.
    /// </summary>
    public ReadOnlySpan<ulong> UserRegisters
    {
        get
        {
            int offset = UserRegistersOffset;
            return U64(offset - sizeof(ulong)) == Abi64 && offset + RegistersLength <= _bytes.Length
                ? MemoryMarshal.Cast<byte, ulong>(_bytes.Slice(offset, RegistersLength))
                : [];
        }
    }

    /// <summary>A copy of the thread's stack from its stack pointer on; empty when there are no registers.</summary>
    public ReadOnlySpan<byte> UserStack
    {
        get
        {
            int sizeOffset = UserRegistersOffset + RegistersLength;
            ulong size = U64(sizeOffset);
            if (U64(UserRegistersOffset - sizeof(ulong)) != Abi64 || size == 0 || size > (ulong)_bytes.Length)
                return [];
            // Room is always taken for all that was asked; how much was copied stands behind it.
            int start = sizeOffset + sizeof(ulong);
            ulong copied = U64(start + (int)size);
            return copied <= size && start + (int)copied <= _bytes.Length ? _bytes.Slice(start, (int)copied) : [];
        }
    }

    private int RawOffset
    {
        get
        {
            ulong count = U64(CallchainCountOffset);
            return count > (ulong)_bytes.Length ? _bytes.Length : CallchainOffset + ((int)count * sizeof(ulong));
        }
    }

    // Behind the raw data and the number that tells whose registers follow.
    private int UserRegistersOffset
    {
        get
        {
            int raw = RawOffset;
            uint length = U32(raw);
            return length > (uint)_bytes.Length ? _bytes.Length : raw + sizeof(uint) + (int)length + sizeof(ulong);
        }
    }

    /// <summary>How many records a LOST record, or samples a LOST_SAMPLES record, reports as missing.</summary>
    public ulong LostCount => Type == PerfRecordType.Lost ? U64(16) : U64(8);

    /// <summary>True for a COMM record that an exec wrote.</summary>
    public bool IsExec => (Misc & CommExecMisc) != 0;

    /// <summary>The name in a COMM record, UTF-8 without its end.</summary>
    public ReadOnlySpan<byte> Comm => Text(16);

    /// <summary>First address of an MMAP2 record.</summary>
    public ulong MapStart => U64(16);

    /// <summary>Bytes mapped.</summary>
    public ulong MapLength => U64(24);

    /// <summary>Offset in the file, in bytes.</summary>
    public ulong MapFileOffset => U64(32);

    /// <summary>The build ID in an MMAP2 record; empty when the kernel tells device and inode instead.</summary>
    public ReadOnlySpan<byte> MapBuildId
    {
        get
        {
            const int SizeOffset = 40, IdOffset = 44, MaxLength = 20;
            return (Misc & BuildIdMisc) != 0 && _bytes.Length > IdOffset + MaxLength && _bytes[SizeOffset] <= MaxLength
                ? _bytes.Slice(IdOffset, _bytes[SizeOffset])
                : [];
        }
    }

    /// <summary>The file's inode in an MMAP2 record without a build ID; 0 without a file.</summary>
    public ulong MapInode => (Misc & BuildIdMisc) != 0 ? 0 : U64(48);

    /// <summary>The file's device in an MMAP2 record without a build ID, major number first.</summary>
    public (uint Major, uint Minor) MapDevice => (Misc & BuildIdMisc) != 0 ? default : (U32(40), U32(44));

    /// <summary>The path in an MMAP2 record as the target sees it, UTF-8; <c>//anon</c> without a file.</summary>
    public ReadOnlySpan<byte> MapPath => Text(72);

    private ushort Misc => _bytes.Length >= HeaderLength ? BinaryPrimitives.ReadUInt16LittleEndian(_bytes[4..]) : (ushort)0;

    private ReadOnlySpan<byte> Text(int offset)
    {
        int end = _bytes.Length - TrailerLength;
        if (end <= offset)
            return [];
        ReadOnlySpan<byte> text = _bytes[offset..end];
        int zero = text.IndexOf((byte)0);
        return zero < 0 ? text : text[..zero];
    }

    private uint U32(int offset) =>
        offset >= 0 && offset + sizeof(uint) <= _bytes.Length ? BinaryPrimitives.ReadUInt32LittleEndian(_bytes[offset..]) : 0;

    private ulong U64(int offset) =>
        offset >= 0 && offset + sizeof(ulong) <= _bytes.Length ? BinaryPrimitives.ReadUInt64LittleEndian(_bytes[offset..]) : 0;
}
