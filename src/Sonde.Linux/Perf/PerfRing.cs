using System.Runtime.InteropServices;

namespace Sonde.Linux.Perf;

/// <summary>
/// The ring of one CPU. It belongs to an event of this process's own main thread that counts nothing, so that it lives as long
/// as this process; the events of targets are redirected into it.
/// </summary>
internal sealed unsafe class PerfRing : IDisposable
{
    // struct perf_event_mmap_page (include/uapi/linux/perf_event.h)
    private const int DataHeadOffset = 1024, DataTailOffset = 1032;
    private const ulong DummyConfig = 9; // PERF_COUNT_SW_DUMMY
    private const int SmallestDataLength = 16 * 1024;

    private readonly byte* _pages;
    private readonly nuint _length;
    private RingReader _reader;
    private ulong _head;
    private ulong _released;

    private PerfRing(int cpu, bool isForRecords, int file, byte* pages, int dataLength)
    {
        Cpu = cpu;
        IsForRecords = isForRecords;
        File = file;
        DataLength = dataLength;
        _pages = pages;
        _length = (nuint)(dataLength + Environment.SystemPageSize);
        _reader = new RingReader(pages + Environment.SystemPageSize, (ulong)dataLength);
    }

    /// <summary>The CPU.</summary>
    public int Cpu { get; }

    /// <summary>It holds what asked for <see cref="PerfEventRequest.HasOwnRing"/>.</summary>
    public bool IsForRecords { get; }

    /// <summary>The descriptor to poll and to redirect others to.</summary>
    public int File { get; }

    /// <summary>Bytes of room for records.</summary>
    public int DataLength { get; }

    /// <summary>Time of the next record; <see cref="ulong.MaxValue"/> when there is none.</summary>
    public ulong NextTime { get; private set; } = ulong.MaxValue;

    /// <summary>The last <see cref="Refresh"/> found so little room that the kernel may have had none for the newest records.</summary>
    public bool IsNearlyFull { get; private set; }

    /// <summary>Opens a ring; null when the CPU is offline.</summary>
    /// <param name="cpu">The CPU.</param>
    /// <param name="isForRecords">It holds what asked for <see cref="PerfEventRequest.HasOwnRing"/>.</param>
    /// <param name="dataLength">Bytes of room for records, a power of two.</param>
    /// <param name="isTooLarge">So much may not be locked, but less could be.</param>
    /// <exception cref="TargetException">Not permitted, or out of descriptors.</exception>
    public static PerfRing? Open(int cpu, bool isForRecords, int dataLength, out bool isTooLarge)
    {
        isTooLarge = false;
        var attributes = new PerfEventAttributes
        {
            Type = PerfEventType.Software,
            Size = PerfEventAttributes.Length,
            Config = DummyConfig,
            SampleFormat = PerfSampleFormats.Record,
            // ExcludeKernel: the event counts nothing, and without it perf_event_paranoid=2 would refuse it.
            Flags = PerfEventFlags.ExcludeKernel | PerfEventFlags.ExcludeHypervisor | PerfEventFlags.SampleIdAll
                | PerfEventFlags.UseClockId | PerfEventFlags.Watermark,
            ClockId = PerfSampleFormats.MonotonicClock,
            WakeupWatermark = (uint)dataLength / 4,
        };
        int file = PerfNative.PerfEventOpen(attributes, Environment.ProcessId, cpu);
        if (file == -PerfNative.Enodev)
            return null;
        if (file < 0)
            throw PerfErrors.ForOpen(-file, null);
        void* pages = PerfNative.mmap(
            null, (nuint)(dataLength + Environment.SystemPageSize), PerfNative.ProtectReadWrite, PerfNative.MapShared, file, 0);
        if (pages != (void*)-1)
            return new PerfRing(cpu, isForRecords, file, (byte*)pages, dataLength);
        int errno = Marshal.GetLastPInvokeError();
        _ = PerfNative.close(file);
        isTooLarge = dataLength > SmallestDataLength && errno is PerfNative.Eperm or PerfNative.Enomem;
        return isTooLarge ? null : throw PerfErrors.ForRing(errno, dataLength);
    }

    /// <summary>Sees what the kernel has written up to now.</summary>
    public void Refresh()
    {
        // Pairs with the kernel's release: what was written before the head is then visible (perf_output_put_handle in
        // kernel/events/ring_buffer.c).
        _head = Volatile.Read(ref *(ulong*)(_pages + DataHeadOffset));
        IsNearlyFull = _head - _released > (ulong)(DataLength - DataLength / 8);
        UpdateNextTime();
    }

    /// <summary>The next record; empty when there is none. Call <see cref="Advance"/> after its use.</summary>
    public ReadOnlySpan<byte> Peek() => _reader.Peek(_head);

    /// <summary>Goes on to the next record.</summary>
    public void Advance()
    {
        int size = _reader.Peek(_head).Length;
        // A length that cannot be would be a kernel's error: give up what is there rather than loop.
        _reader.Tail = size > 0 ? _reader.Tail + (ulong)size : _head;
        UpdateNextTime();
    }

    /// <summary>Gives the room of consumed records back to the kernel.</summary>
    public void Release()
    {
        _released = _reader.Tail;
        // Pairs with the kernel's acquire: it must not overwrite what is still being read.
        Volatile.Write(ref *(ulong*)(_pages + DataTailOffset), _released);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ = PerfNative.munmap(_pages, _length);
        _ = PerfNative.close(File);
    }

    private void UpdateNextTime()
    {
        ReadOnlySpan<byte> next = _reader.Peek(_head);
        NextTime = next.IsEmpty ? ulong.MaxValue : new PerfRecord(next).Time;
    }
}
