using System.Globalization;
using System.Runtime.InteropServices;
using Sonde.Linux.Procfs;

namespace Sonde.Linux.Perf;

/// <summary>
/// Samples the threads of processes with perf events: one ring for each CPU, records handed out in order of time. Nothing is
/// allocated for a record. One thread reads; <see cref="AddProcess"/> must not run at the same time as the reading members,
/// <see cref="Stop"/> may.
/// </summary>
public sealed unsafe class PerfSession : IDisposable
{
    /// <summary>
    /// A record's time is taken before it can be seen in its ring: only records at least this old are in their final order.
    /// </summary>
    public const ulong SettleNanoseconds = 1_000_000;

    // Descriptors left for files of mappings and for the rest of the program.
    private const int ReservedFiles = 512;

    // A program that starts threads all the time: those that come later are inherited from ones already watched.
    private const int MaxPasses = 8;

    private readonly ProcFileSystem _proc;
    private readonly PerfEventRequest[] _requests;
    private readonly PerfEventChoice[] _choices;
    private readonly PerfRings _rings;
    private readonly List<(int File, int Request)> _events = [];
    private SafeHandle? _cgroup;
    private readonly HashSet<int> _threads = [];
    private readonly Dictionary<ulong, PerfEventOrigin> _origins = [];
    private readonly SortedDictionary<string, string> _notes = new(StringComparer.Ordinal);
    private readonly int _maxEvents;

    /// <summary>Opens the rings; nothing is sampled yet.</summary>
    /// <exception cref="TargetException">Perf events are not permitted or not available.</exception>
    public PerfSession(PerfSessionOptions options, ProcFileSystem proc)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Rate, 1);
        _proc = proc;
        Rate = LimitRate(options.Rate);
        MaxStack = KernelSetting.Read("perf_event_max_stack") ?? 127;
        _requests = [.. (options.Events ?? [new PerfEventRequest(PerfEventSpec.CpuTime(Rate), options.StackBytes)]).Select(Limit)];
        if (options.ProtectsRecords && !_requests.Any(request => request.HasOwnRing))
            _requests = [.. _requests, new([PerfEventSpec.Records], 0) { HasOwnRing = true, HasCallchain = false }];
        int carrier = Math.Max(0, Array.FindIndex(_requests, request => request.HasOwnRing));
        _choices = [.. _requests.Select((request, index) => new PerfEventChoice(request, options.KernelStacks, index == carrier))];
        _maxEvents = (int)Math.Min(options.MaxEvents, Math.Max(0, OpenFileLimit.Raise() - ReservedFiles));
        _rings = new PerfRings(options.RingBytes, _requests.Any(request => request.HasOwnRing));
    }

    /// <summary>The events that take samples, for example <c>cpu-clock</c>; known after the first <see cref="AddProcess"/>.</summary>
    public string EventName => string.Join(
        '+', _choices.Where((choice, index) => !choice.IsRefused && !_requests[index].HasOwnRing && !_requests[index].IsOptional).Select(choice => choice.Name));

    /// <summary>The candidate of a request that is taken; known after the first <see cref="AddProcess"/>.</summary>
    public PerfEventSpec SpecOf(int request) => _choices[request].Spec;

    /// <summary>True for an optional request of which no candidate was granted.</summary>
    public bool IsRefused(int request) => _choices[request].IsRefused;

    /// <summary>Why a request's first candidate was not taken; null when it was.</summary>
    public string? RefusalOf(int request) => _choices[request].Refusal;

    /// <summary>Samples per second and CPU; lower than asked for when the kernel's limit is.</summary>
    public int Rate { get; }

    /// <summary>Frames the kernel walks at most.</summary>
    public int MaxStack { get; }

    /// <summary>What the events watch.</summary>
    public PerfScope Scope { get; private set; }

    /// <summary>
    /// What the last <see cref="TryRead"/> gave came from a ring that records about processes, threads and mappings go to: a LOST
    /// record there may stand for some of them.
    /// </summary>
    public bool IsFromRecords => _rings.IsFromRecords;

    /// <summary>Number of open events; inherited ones are not counted.</summary>
    public int EventCount => _events.Count;

    /// <summary>Facts about how it is sampled, for <c>ProfileQuality.Notes</c>.</summary>
    public IReadOnlyDictionary<string, string> Notes => _notes;

    /// <summary>Now on the clock of the records, in nanoseconds.</summary>
    public static ulong Now => PerfNative.MonotonicTime();

    /// <summary>CPU time the calling thread has used, in nanoseconds.</summary>
    public static ulong ThreadCpuTime => PerfNative.Clock(3); // CLOCK_THREAD_CPUTIME_ID, include/uapi/linux/time.h

    /// <summary>
    /// Samples all threads of a process, those it creates and its children. Threads that are watched already are left alone.
    /// </summary>
    /// <exception cref="TargetException">The process has exited, or may not be sampled.</exception>
    public void AddProcess(ProcessId process)
    {
        if (Scope == PerfScope.System)
            return;
        // Not to open thousands of events only to close them again.
        if ((long)_proc.ReadThreads(process).Count * EventsPerThread + _events.Count > _maxEvents)
        {
            WatchSystem(process);
            if (Scope == PerfScope.System)
                return;
        }

        int added = 0;
        for (int pass = 0; pass < MaxPasses; pass++)
        {
            bool isComplete = true;
            foreach (ThreadId thread in _proc.ReadThreads(process))
            {
                if (!_threads.Add(thread.Value))
                    continue;
                isComplete = false;
                Watch(process, thread);
                added++;
                if (Scope == PerfScope.System)
                    return;
            }

            if (isComplete)
                break;
        }

        if (added == 0 && !_proc.Exists(process))
            throw new TargetException(TargetError.Exited, $"process {process} has exited");
        _notes["scope"] = "threads and their children";
        NoteKernel();
    }

    /// <summary>Samples one thread and those it creates; a thread that has ended meanwhile is passed over.</summary>
    /// <exception cref="TargetException">It may not be sampled.</exception>
    public void AddThread(ProcessId process, ThreadId thread)
    {
        if (Scope == PerfScope.Threads && _threads.Add(thread.Value))
            Watch(process, thread);
    }

    /// <summary>Samples the whole machine, or one cgroup with all below it.</summary>
    /// <param name="cgroup">Descriptor of the cgroup's directory; null for everything.</param>
    /// <exception cref="TargetException">Not permitted, or the kernel follows no cgroup of that hierarchy.</exception>
    public void AddMachine(SafeHandle? cgroup = null)
    {
        _cgroup = cgroup;
        WatchCpus();
        Scope = PerfScope.System;
        _notes["scope"] = cgroup is null ? "whole CPUs" : "whole CPUs, the cgroup's threads only";
        NoteKernel();
    }

    /// <summary>
    /// Lets samples copy a quarter as much of the stack from now on, so that four times as many fit into the rings. Only where whole
    /// CPUs are watched: elsewhere thousands of events would have to be opened again.
    /// </summary>
    /// <param name="least">No sample is brought below this.</param>
    /// <returns>Bytes that are copied at most now; 0 when nothing was changed.</returns>
    public int TryShrinkStacks(int least)
    {
        int[] shrunk = [.. Enumerable.Range(0, _choices.Length).Where(request => _choices[request].StackBytes > least)];
        if (Scope != PerfScope.System || shrunk.Length == 0)
            return 0;
        foreach (int request in shrunk)
            _choices[request].StackBytes = Math.Max(least, _choices[request].StackBytes / 4 & ~7);
        try
        {
            WatchCpus(shrunk);
        }
        catch (TargetException)
        {
            return 0; // what is open goes on
        }

        return shrunk.Max(request => _choices[request].StackBytes);
    }

    /// <summary>What wrote a record; its children's inherited events have the same ID.</summary>
    public PerfEventOrigin OriginOf(ulong eventId) =>
        _origins.TryGetValue(eventId, out PerfEventOrigin origin) ? origin : PerfEventOrigin.Unknown;

    /// <summary>Tells that a thread has ended: its number may soon name another one.</summary>
    public void Forget(ThreadId thread) => _threads.Remove(thread.Value);

    /// <summary>Waits for records.</summary>
    /// <param name="milliseconds">How long at most.</param>
    /// <returns>False after <see cref="Stop"/>.</returns>
    public bool Wait(int milliseconds) => _rings.Wait(milliseconds);

    /// <summary>Ends <see cref="Wait"/>, now and later. From any thread.</summary>
    public void Stop() => _rings.Stop();

    /// <summary>The last <see cref="Refresh"/> found a ring so full that records may be missing that no record tells of yet.</summary>
    public bool MayHaveLost => _rings.IsOneNearlyFull;

    /// <summary>Sees what the kernel has written into the rings up to now.</summary>
    public void Refresh() => _rings.Refresh();

    /// <summary>Takes the oldest record seen by <see cref="Refresh"/>; it is valid until the next call.</summary>
    /// <param name="until">Records must be older: see <see cref="SettleNanoseconds"/>.</param>
    /// <param name="record">The record.</param>
    /// <returns>False when there is none; the room of all records is then given back to the kernel.</returns>
    public bool TryRead(ulong until, out PerfRecord record) => _rings.TryRead(until, out record);

    /// <summary>Ends sampling; what is in the rings can still be read.</summary>
    public void CloseEvents()
    {
        Close(_events);
        _events.Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        CloseEvents();
        _rings.Dispose();
    }

    private int EventsPerThread => _rings.ForSamples * _requests.Length;

    private void Watch(ProcessId process, ThreadId thread)
    {
        if (_events.Count + EventsPerThread > _maxEvents || !TryWatchThread(process, thread.Value))
            WatchSystem(process);
    }

    private bool TryWatchThread(ProcessId process, int thread)
    {
        foreach (PerfRing ring in _rings.All)
        {
            for (int request = 0; request < _choices.Length; request++)
            {
                if (_choices[request].IsRefused || _requests[request].HasOwnRing != ring.IsForRecords)
                    continue;
                int errno = _choices[request].Open(process, thread, isSystemWide: false, 0, ring.Cpu, ring.DataLength / 4, out int file);
                switch (errno)
                {
                    case 0:
                        Redirect(file, ring, new PerfEventOrigin(thread, request));
                        break;
                    case PerfNative.Esrch:
                        return true; // the thread has ended meanwhile
                    case PerfNative.Enomem or PerfNative.Emfile or PerfNative.Enfile:
                        _notes["threads"] = "out of " + (errno == PerfNative.Enomem ? "kernel memory" : "open files");
                        return false;
                    default:
                        break; // the CPU was switched off, or the event is an optional one and was refused
                }
            }
        }

        return true;
    }

    private void WatchSystem(ProcessId process)
    {
        (int, int)[] before = [.. _events];
        try
        {
            WatchCpus();
        }
        catch (TargetException e)
        {
            if (before.Length == 0)
                throw;
            // Go on with what is watched, and say so.
            _notes["threads"] = string.Create(
                CultureInfo.InvariantCulture,
                $"not all threads of process {process} are sampled: more events are not possible, and {e.Message}");
            return;
        }

        Close(before);
        _events.RemoveRange(0, before.Length);
        Scope = PerfScope.System;
        _notes["scope"] = "whole CPUs, filtered by process, because the target has too many threads for events of their own";
        NoteKernel();
    }

    // All or nothing. Those that are replaced end before the new ones write, so that nothing is sampled twice.
    private void WatchCpus(int[]? replaced = null)
    {
        var opened = new List<(int File, int Request)>();
        var rings = new List<PerfRing>();
        int target = _cgroup is null ? -1 : (int)_cgroup.DangerousGetHandle();
        ulong flags = _cgroup is null ? 0 : PerfNative.CgroupFlag;
        try
        {
            foreach (PerfRing ring in _rings.All)
            {
                for (int request = 0; request < _choices.Length; request++)
                {
                    if (_choices[request].IsRefused || _requests[request].HasOwnRing != ring.IsForRecords || replaced?.Contains(request) == false)
                        continue;
                    int errno = _choices[request].Open(null, target, isSystemWide: true, flags, ring.Cpu, ring.DataLength / 4, out int file);
                    if (errno == 0)
                    {
                        opened.Add((file, request));
                        rings.Add(ring);
                    }
                    else if (errno != PerfNative.Enodev && !_choices[request].IsRefused)
                    {
                        throw PerfErrors.ForOpen(errno, null);
                    }
                }
            }
        }
        catch (TargetException)
        {
            Close(opened);
            throw;
        }

        if (replaced is not null)
        {
            Close(_events.Where(open => replaced.Contains(open.Request)));
            _events.RemoveAll(open => replaced.Contains(open.Request));
        }

        for (int i = 0; i < opened.Count; i++)
            Redirect(opened[i].File, rings[i], new PerfEventOrigin(PerfEventOrigin.WholeCpu, opened[i].Request));
    }

    private static void Close(IEnumerable<(int File, int Request)> events)
    {
        foreach ((int file, _) in events)
            _ = PerfNative.close(file);
    }

    private void Redirect(int file, PerfRing ring, PerfEventOrigin origin)
    {
        ulong id = 0;
        _events.Add((file, origin.Request));
        if (PerfNative.ioctl(file, PerfNative.IoctlId, (nint)(&id)) == 0)
            _origins[id] = origin;
        if (PerfNative.ioctl(file, PerfNative.IoctlSetOutput, ring.File) != 0)
            throw PerfErrors.ForOpen(Marshal.GetLastPInvokeError(), null);
    }

    private void NoteKernel()
    {
        if (_choices.Where((_, index) => !_requests[index].HasOwnRing).Any(choice => choice.IsWithoutKernel))
            _notes["kernel"] = "not permitted to sample the kernel: time in system calls is missing (needs CAP_PERFMON)";
    }

    private PerfEventRequest Limit(PerfEventRequest request) => request with
    {
        Candidates = [.. request.Candidates.Select(spec => spec with { Frequency = Math.Min(spec.Frequency, Rate) })],
    };

    private int LimitRate(int rate)
    {
        if (KernelSetting.Read("perf_event_max_sample_rate") is not { } limit || rate <= limit)
            return rate;
        _notes["rate"] = string.Create(
            CultureInfo.InvariantCulture, $"lowered from {rate} to {limit} by kernel.perf_event_max_sample_rate");
        return Math.Max(1, limit);
    }
}
