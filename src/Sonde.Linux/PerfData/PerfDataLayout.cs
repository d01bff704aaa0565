using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Sonde.Linux.PerfData;

/// <summary>Where the parts of records stand (include/uapi/linux/perf_event.h, PERF_RECORD_SAMPLE and struct sample_id).</summary>
internal static class PerfDataLayout
{
    public const int HeaderLength = 8;

    private const ulong Ip = 1, ThreadId = 1 << 1, Time = 1 << 2, Address = 1 << 3, Read = 1 << 4, Callchain = 1 << 5, Id = 1 << 6,
        Cpu = 1 << 7, Period = 1 << 8, StreamId = 1 << 9, Raw = 1 << 10, BranchStack = 1 << 11, UserRegisters = 1 << 12,
        UserStack = 1 << 13, Weight = 1 << 14, DataSource = 1 << 15, Identifier = 1 << 16, Transaction = 1 << 17,
        InterruptRegisters = 1 << 18, PhysicalAddress = 1 << 19, Cgroup = 1 << 21, WeightStructure = 1 << 24;

    // PERF_FORMAT_*: total times, ID, group, lost.
    private const ulong ReadEnabled = 1, ReadRunning = 2, ReadId = 4, ReadGroup = 8, ReadLost = 16;

    // PERF_SAMPLE_BRANCH_HW_INDEX, PERF_SAMPLE_BRANCH_COUNTERS.
    private const ulong BranchIndex = 1 << 17, BranchCounters = 1 << 19;

    private const ulong Abi64 = 2;

    /// <summary>Where a sample has its event's ID; 0 when it has none.</summary>
    public static int IdOffsetOfSample(PerfDataEvent of)
    {
        ulong format = of.SampleFormat;
        if ((format & Identifier) != 0)
            return HeaderLength;
        return (format & Id) == 0 ? 0 : HeaderLength + 8 * BitOperations.PopCount(format & (Ip | ThreadId | Time | Address));
    }

    /// <summary>How far from its end another record has its event's ID; 0 when it has none.</summary>
    public static int IdDistanceFromEnd(PerfDataEvent of)
    {
        ulong format = of.SampleFormat;
        if ((format & Identifier) != 0)
            return 8;
        return (format & Id) == 0 ? 0 : 8 * (1 + BitOperations.PopCount(format & (Cpu | StreamId)));
    }

    /// <summary>Bytes at the end of a record that is no sample, for IDs and time.</summary>
    public static int TrailerLength(PerfDataEvent of) =>
        of.HasTrailer ? 8 * BitOperations.PopCount(of.SampleFormat & (ThreadId | Time | Id | StreamId | Cpu | Identifier)) : 0;

    /// <summary>The time of a record that is no sample; null when it has none.</summary>
    public static ulong? TimeOf(ReadOnlySpan<byte> record, PerfDataEvent of)
    {
        int at = record.Length - TrailerLength(of) + ((of.SampleFormat & ThreadId) != 0 ? 8 : 0);
        return of.HasTrailer && (of.SampleFormat & Time) != 0 && at >= HeaderLength && at + 8 <= record.Length
            ? BinaryPrimitives.ReadUInt64LittleEndian(record[at..])
            : null;
    }

    /// <summary>The time of a sample; null when it has none.</summary>
    public static ulong? TimeOfSample(ReadOnlySpan<byte> record, PerfDataEvent of)
    {
        int at = HeaderLength + 8 * BitOperations.PopCount(of.SampleFormat & (Identifier | Ip | ThreadId));
        return (of.SampleFormat & Time) != 0 && at + 8 <= record.Length ? BinaryPrimitives.ReadUInt64LittleEndian(record[at..]) : null;
    }

    /// <summary>Takes a sample apart; false when it ends too early.</summary>
    public static bool TryParse(ReadOnlySpan<byte> record, PerfDataEvent of, out PerfDataSample sample)
    {
        ulong format = of.SampleFormat;
        var reader = new FieldReader(record[HeaderLength..], format);
        reader.Skip(Identifier);
        ulong ip = reader.Next(Ip), thread = reader.Next(ThreadId), time = reader.Next(Time);
        reader.Skip(Address);
        reader.Skip(Id);
        reader.Skip(StreamId);
        reader.Skip(Cpu);
        ulong period = reader.Next(Period);
        if (reader.Has(Read))
            SkipCounts(ref reader, of.ReadFormat);
        ReadOnlySpan<ulong> chain = reader.Has(Callchain) ? reader.Words(reader.Word()) : [];
        if (reader.Has(Raw))
            reader.SkipBytes(((ulong)reader.HalfWord() + 4 + 7 & ~7UL) - 4);
        if (reader.Has(BranchStack))
        {
            ulong count = reader.Word();
            int words = 3 + ((of.BranchFormat & BranchCounters) != 0 ? 1 : 0);
            reader.SkipWords((of.BranchFormat & BranchIndex) != 0 ? 1UL : 0);
            reader.SkipWords(count > (ulong)record.Length ? count : count * (ulong)words);
        }

        ReadOnlySpan<ulong> registers = [];
        if (reader.Has(UserRegisters))
        {
            ulong abi = reader.Word();
            ReadOnlySpan<ulong> values = abi == 0 ? [] : reader.Words((ulong)BitOperations.PopCount(of.UserRegisters));
            registers = abi == Abi64 ? values : [];
        }

        ReadOnlySpan<byte> stack = reader.Has(UserStack) ? reader.Stack() : [];
        reader.Skip(Weight);
        reader.Skip(WeightStructure);
        reader.Skip(DataSource);
        reader.Skip(Transaction);
        if (reader.Has(InterruptRegisters) && reader.Word() != 0)
            reader.SkipWords((ulong)BitOperations.PopCount(of.InterruptRegisters));
        reader.Skip(PhysicalAddress);
        sample = new PerfDataSample
        {
            Instruction = ip,
            ProcessId = (int)thread,
            ThreadId = (int)(thread >> 32),
            Time = time,
            Period = (format & Period) != 0 ? period : of.IsFrequency ? 1 : Math.Max(1, of.Period),
            HasCallchain = (format & Callchain) != 0,
            Callchain = chain,
            Registers = registers,
            Stack = stack,
            CgroupId = reader.Next(Cgroup),
        };
        return !reader.IsBroken;
    }

    // PERF_SAMPLE_READ: one value, or a group's.
    private static void SkipCounts(ref FieldReader reader, ulong format)
    {
        ulong times = (ulong)BitOperations.PopCount(format & (ReadEnabled | ReadRunning));
        ulong extra = (ulong)BitOperations.PopCount(format & (ReadId | ReadLost));
        if ((format & ReadGroup) == 0)
        {
            reader.SkipWords(1 + times + extra);
            return;
        }

        ulong count = reader.Word();
        reader.SkipWords(times);
        reader.SkipWords(count > ushort.MaxValue ? count : count * (1 + extra));
    }

    /// <summary>Reads fields of eight bytes one after the other.</summary>
    private ref struct FieldReader(ReadOnlySpan<byte> bytes, ulong format)
    {
        private ReadOnlySpan<byte> _rest = bytes;

        public bool IsBroken { get; private set; }

        public readonly bool Has(ulong field) => (format & field) != 0;

        public ulong Next(ulong field) => Has(field) ? Word() : 0;

        public void Skip(ulong field) => Next(field);

        public ulong Word()
        {
            ReadOnlySpan<byte> word = Take(8);
            return word.IsEmpty ? 0 : BinaryPrimitives.ReadUInt64LittleEndian(word);
        }

        public uint HalfWord()
        {
            ReadOnlySpan<byte> word = Take(4);
            return word.IsEmpty ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(word);
        }

        public ReadOnlySpan<ulong> Words(ulong count) =>
            count > (ulong)_rest.Length / 8 ? MemoryMarshal.Cast<byte, ulong>(Take(ulong.MaxValue)) : MemoryMarshal.Cast<byte, ulong>(Take(count * 8));

        public void SkipWords(ulong count) => Words(count);

        public void SkipBytes(ulong count) => Take(count);

        // Room for all that was asked, then how much was copied; no room at all when the size is 0.
        public ReadOnlySpan<byte> Stack()
        {
            ulong size = Word();
            if (size == 0)
                return [];
            ReadOnlySpan<byte> room = Take(size);
            ulong copied = Word();
            return room[..(int)Math.Min(copied, (ulong)room.Length)];
        }

        private ReadOnlySpan<byte> Take(ulong count)
        {
            if (IsBroken || count > (ulong)_rest.Length)
            {
                IsBroken = true;
                return [];
            }

            ReadOnlySpan<byte> taken = _rest[..(int)count];
            _rest = _rest[(int)count..];
            return taken;
        }
    }
}
