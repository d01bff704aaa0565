using System.Buffers.Binary;
using System.Runtime.InteropServices;
using FsCheck.Fluent;
using Sonde.Linux.Perf;

namespace Sonde.Linux.Tests.Perf;

/// <summary>The ring's reader on memory that a test fills as the kernel does.</summary>
public sealed unsafe class RingReaderTests
{
    private const int Length = 4096;

    [Fact]
    public void Records_come_out_as_they_went_in_wherever_the_ring_ends()
    {
        byte* ring = (byte*)NativeMemory.AlignedAlloc(Length, 4096);
        try
        {
            // Every start in steps of 8 lets another part of a record cross the end.
            for (ulong start = 0; start < Length; start += 8)
            {
                var reader = new RingReader(ring, Length) { Tail = start };
                byte[][] records = [RecordedSamples.Sample(3), RecordedSamples.Sample(100), RecordedSamples.Comm, RecordedSamples.Lost];
                ulong head = start;
                foreach (byte[] record in records)
                    head = Write(ring, head, record);
                foreach (byte[] record in records)
                {
                    Assert.True(reader.Peek(head).SequenceEqual(record));
                    reader.Tail += (ulong)record.Length;
                }

                Assert.True(reader.Peek(head).IsEmpty);
            }
        }
        finally
        {
            NativeMemory.AlignedFree(ring);
        }
    }

    [Fact]
    public void A_record_that_is_not_complete_is_not_handed_out()
    {
        byte* ring = (byte*)NativeMemory.AlignedAlloc(Length, 4096);
        try
        {
            byte[] record = RecordedSamples.Sample(10);
            ulong head = Write(ring, 0, record);
            var reader = new RingReader(ring, Length);
            Assert.True(reader.Peek(head - 8).IsEmpty);
            Assert.True(reader.Peek(4).IsEmpty);
            Assert.False(reader.Peek(head).IsEmpty);
            BinaryPrimitives.WriteUInt16LittleEndian(new Span<byte>(ring + 6, 2), 0);
            Assert.True(reader.Peek(head).IsEmpty);
        }
        finally
        {
            NativeMemory.AlignedFree(ring);
        }
    }

    [Fact]
    public void Noise_is_read_within_its_bounds()
    {
        Prop.ForAll<byte[]>(bytes =>
        {
            var record = new PerfRecord(bytes ?? []);
            _ = (record.Type, record.Time, record.EventId, record.ProcessId, record.ThreadId, record.ParentProcessId,
                record.ParentThreadId, record.LostCount, record.IsExec, record.MapStart, record.MapLength);
            return record.Raw.Length + record.UserRegisters.Length + record.UserStack.Length + record.Callchain.Length + record.Comm.Length + record.MapPath.Length + record.MapBuildId.Length
                <= 6 * (bytes?.Length ?? 0);
        }).Holds(1000);
    }

    private static ulong Write(byte* ring, ulong at, byte[] record)
    {
        foreach (byte value in record)
            ring[at++ % Length] = value;
        return at;
    }
}
