using System.Numerics;

namespace Sonde.Linux.Perf;

/// <summary>
/// The rings of a session: one for each CPU, and a second one where records must not be crowded out by samples. Hands out their
/// records in order of time. One thread reads; <see cref="Stop"/> may be called by any.
/// </summary>
internal sealed unsafe class PerfRings : IDisposable
{
    // Memory for rings: that of so many full ones for all CPUs together, and never more than this, but no less than so much for one.
    private const int FullRings = 16, MaxRings = 48 << 20, MinRing = 64 << 10, RecordRing = 1 << 20;

    private readonly List<PerfRing> _rings = [];
    private readonly bool _hasRecordRings;
    private readonly StopSignal _stop = new();
    private readonly PerfNative.PollDescriptor[] _poll;
    private PerfRing? _next;

    /// <summary>Opens the rings.</summary>
    /// <param name="ringBytes">Bytes of a ring where there are few CPUs.</param>
    /// <param name="hasRecordRings">Each CPU gets a second ring for records.</param>
    /// <exception cref="TargetException">Perf events are not permitted or not available.</exception>
    public PerfRings(int ringBytes, bool hasRecordRings)
    {
        _hasRecordRings = hasRecordRings;
        IReadOnlyList<int> cpus = CpuList.Online();
        long all = Math.Min((long)ringBytes * FullRings, MaxRings);
        int length = 1 << BitOperations.Log2((uint)Math.Clamp(all / cpus.Count, MinRing, ringBytes));
        try
        {
            // All of them smaller, rather than one that takes what may be locked and none for the next.
            while (!TryOpen(cpus, length))
                length /= 2;
        }
        catch
        {
            Dispose();
            throw;
        }

        _poll = GC.AllocateArray<PerfNative.PollDescriptor>(_rings.Count + 1, pinned: true);
        for (int i = 0; i < _rings.Count; i++)
            _poll[i] = new() { File = _rings[i].File, Events = PerfNative.PollIn };
        _poll[^1] = new() { File = _stop.File, Events = PerfNative.PollIn };
    }

    /// <summary>All rings; those for records stand behind the others.</summary>
    public IReadOnlyList<PerfRing> All => _rings;

    /// <summary>Rings that samples go to: one for each CPU that is online.</summary>
    public int ForSamples => _rings.Count(ring => !ring.IsForRecords);

    /// <summary>One of them has hardly any room left.</summary>
    public bool IsOneNearlyFull => _rings.Exists(static ring => ring.IsNearlyFull);

    /// <summary>What was read last came from where records about processes, threads and mappings go.</summary>
    public bool IsFromRecords => _next is { } ring && ring.IsForRecords == _hasRecordRings;

    /// <summary>Waits for records.</summary>
    /// <param name="milliseconds">How long at most.</param>
    /// <returns>False after <see cref="Stop"/>.</returns>
    public bool Wait(int milliseconds)
    {
        fixed (PerfNative.PollDescriptor* descriptors = _poll)
            _ = PerfNative.poll(descriptors, (ulong)_poll.Length, milliseconds);
        for (int i = 0; i < _poll.Length - 1; i++)
        {
            // A ring whose event has ended (its CPU was switched off) would end every poll at once.
            if ((_poll[i].Returned & (PerfNative.PollError | PerfNative.PollHangUp)) != 0)
                _poll[i].File = -1;
        }

        return (_poll[^1].Returned & PerfNative.PollIn) == 0;
    }

    /// <summary>Ends <see cref="Wait"/>, now and later.</summary>
    public void Stop() => _stop.Set();

    /// <summary>Sees what the kernel has written up to now.</summary>
    public void Refresh()
    {
        foreach (PerfRing ring in _rings)
            ring.Refresh();
    }

    /// <summary>Takes the oldest record seen by <see cref="Refresh"/>; it is valid until the next call.</summary>
    /// <param name="until">Records must be older.</param>
    /// <param name="record">The record.</param>
    /// <returns>False when there is none; the room of all records is then given back to the kernel.</returns>
    public bool TryRead(ulong until, out PerfRecord record)
    {
        _next?.Advance();
        _next = null;
        ulong oldest = until;
        foreach (PerfRing ring in _rings)
        {
            if (ring.NextTime < oldest)
            {
                oldest = ring.NextTime;
                _next = ring;
            }
        }

        if (_next is { } next)
        {
            record = new PerfRecord(next.Peek());
            return true;
        }

        foreach (PerfRing ring in _rings)
            ring.Release();
        record = default;
        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PerfRing ring in _rings)
            ring.Dispose();
        _rings.Clear();
        _next = null;
        _stop.Dispose();
    }

    private bool TryOpen(IReadOnlyList<int> cpus, int length)
    {
        // Those for records stand behind the others: of two records of the same time, the sample comes first.
        foreach (bool isForRecords in _hasRecordRings ? (ReadOnlySpan<bool>)[false, true] : [false])
        {
            foreach (int cpu in cpus)
            {
                int wanted = isForRecords ? Math.Min(length, RecordRing) : length;
                if (PerfRing.Open(cpu, isForRecords, wanted, out bool isTooLarge) is { } ring)
                    _rings.Add(ring);
                if (!isTooLarge)
                    continue;
                foreach (PerfRing opened in _rings)
                    opened.Dispose();
                _rings.Clear();
                return false;
            }
        }

        return true;
    }
}
