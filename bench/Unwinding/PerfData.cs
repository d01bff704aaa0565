using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Sonde.Linux.Elf;
using Sonde.Linux.Unwind;

namespace Sonde.Bench.Unwinding;

/// <summary>
/// What this measurement needs of a perf.data file of one program (tools/perf/Documentation/perf.data-file-format.txt):
/// executable mappings, and registers with stacks.
/// </summary>
internal sealed class PerfData
{
    private const int AttributeOffsets = 24, MappingType = 10, SampleType = 9, Executable = 4;
    private const ulong TimeBit = 4;

    private readonly byte[] _bytes;
    private readonly List<CodeMapping> _mappings = [];
    private readonly List<(ulong Time, RegisterSet Registers, int Stack, int Length)> _samples = [];

    public PerfData(string path)
    {
        _bytes = File.ReadAllBytes(path);
        if (!_bytes.AsSpan().StartsWith("PERFILE2"u8))
            throw new InvalidDataException($"{path} is no perf.data file");
        int attribute = (int)U64(AttributeOffsets), data = (int)U64(AttributeOffsets + 16);
        ulong format = U64(attribute + 24), mask = U64(attribute + 80);
        int end = data + (int)U64(AttributeOffsets + 24);
        for (int at = data; at < end; at += BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(at + 6)))
        {
            uint type = BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(at));
            if (type == MappingType)
                AddMapping(at);
            else if (type == SampleType)
                AddSample(at, format, mask);
        }

        // As perf script prints them: each CPU has written its own.
        _samples.Sort(static (a, b) => a.Time.CompareTo(b.Time));
    }

    public int SampleCount => _samples.Count;

    public ref readonly RegisterSet RegistersOf(int sample) => ref CollectionsMarshal.AsSpan(_samples)[sample].Registers;

    public ReadOnlySpan<byte> StackOf(int sample) => _bytes.AsSpan(_samples[sample].Stack, _samples[sample].Length);

    /// <summary>The program's code, with nothing loaded yet.</summary>
    public CodeMap CreateCode(UnwindTableCache tables)
    {
        var code = new CodeMap(tables);
        foreach (CodeMapping mapping in _mappings)
            code.Map(mapping);
        return code;
    }

    private void AddMapping(int at)
    {
        if ((BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(at + 64)) & Executable) == 0)
            return;
        ReadOnlySpan<byte> rest = _bytes.AsSpan(at + 72);
        string path = Encoding.UTF8.GetString(rest[..rest.IndexOf((byte)0)]);
        ulong start = U64(at + 16);
        // perf itself maps kernel code too; that is not unwound here.
        if (start >> 63 == 0)
            _mappings.Add(new(new(start), new(start + U64(at + 24)), U64(at + 32), ElfFile.TryOpen(path, out ElfFile? file) ? file : null));
    }

    private void AddSample(int at, ulong format, ulong mask)
    {
        int next = at + 8;
        ulong time = 0;
        // In the order of enum perf_event_sample_format's description: identifier, ip, tid, time, addr, id, stream, cpu, period.
        foreach (ulong bit in (ReadOnlySpan<ulong>)[1 << 16, 1, 2, 4, 8, 64, 512, 128, 256])
        {
            if ((format & bit) == 0)
                continue;
            time = bit == TimeBit ? U64(next) : time;
            next += 8;
        }

        if ((format & 32) != 0)
            next += 8 * (1 + (int)U64(next));
        if (U64(next) == 0)
            return;
        int count = System.Numerics.BitOperations.PopCount(mask);
        RegisterSet registers = RegisterSet.FromPerfX64(mask, MemoryMarshal.Cast<byte, ulong>(_bytes.AsSpan(next + 8, count * 8)));
        next += 8 * (1 + count);
        int size = (int)U64(next);
        _samples.Add((time, registers, next + 8, (int)U64(next + 8 + size)));
    }

    private ulong U64(int offset) => BinaryPrimitives.ReadUInt64LittleEndian(_bytes.AsSpan(offset));
}
