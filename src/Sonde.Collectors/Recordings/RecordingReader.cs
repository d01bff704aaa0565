using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using Sonde.Collectors.Native;
using Sonde.Linux.PerfData;
using Sonde.Linux.Symbols;
using Sonde.Linux.Unwind;
using Sonde.Profiles;

namespace Sonde.Collectors.Recordings;

/// <summary>Turns a recording into a profile: counts stacks while it reads, and names them at the end.</summary>
internal sealed class RecordingReader : IDisposable
{
    // The kernel's own limit (kernel.perf_event_max_stack).
    private const int MaxStack = 127;

    // Instruction and stack pointer, as perf numbers registers on x86-64.
    private const ulong NeededRegisters = 1 << 7 | 1 << 8;
    private const string Machine = "x86_64";

    private readonly PerfDataFile _file;
    private readonly RecordedModules _modules;
    private readonly RecordedProcesses _processes;
    private readonly RecordedKernel _kernel = new();
    private readonly RecordedEvents _events = new();
    private readonly StackWalker _stacks = new(MaxStack);
    private readonly SampleTable _table = new();
    private readonly Dictionary<ulong, string> _cgroups = [];
    private readonly Dictionary<(int Stack, int Thread, int Event, ulong Cgroup), (long Count, long Value)> _sums = [];
    private readonly SortedDictionary<string, long> _unwindFailed = new(StringComparer.Ordinal);
    private readonly ulong[] _instruction = new ulong[1];
    private long _samples, _lost, _throttled, _truncated;
    private ulong _first = ulong.MaxValue, _last;

    public RecordingReader(PerfDataFile file, SymbolPlaces symbols)
    {
        _file = file;
        _modules = new RecordedModules(symbols);
        _processes = new RecordedProcesses(_modules, file.Facts.BuildIds, () => file.Facts.HostName == Environment.MachineName);
    }

    /// <summary>Reads all of it.</summary>
    /// <exception cref="PerfDataException">The file is damaged, or holds no sample.</exception>
    public Profile Read()
    {
        while (_file.TryRead(out PerfDataRecord record))
        {
            switch (record.Type)
            {
                case PerfDataRecordType.Sample:
                    OnSample(record);
                    break;
                case PerfDataRecordType.Mmap or PerfDataRecordType.Mmap2:
                    OnMmap(record);
                    break;
                case PerfDataRecordType.Comm:
                    _processes.OnComm(record);
                    break;
                case PerfDataRecordType.Fork:
                    _processes.OnFork(record);
                    break;
                case PerfDataRecordType.Exit:
                    _processes.OnExit(record);
                    break;
                case PerfDataRecordType.Cgroup:
                    _cgroups[record.CgroupId] = record.CgroupPath;
                    break;
                case PerfDataRecordType.Lost or PerfDataRecordType.LostSamples:
                    _lost += (long)record.LostCount;
                    break;
                case PerfDataRecordType.Throttle:
                    _throttled++;
                    break;
            }
        }

        if (_samples == 0)
            throw new PerfDataException("expected samples, the recording has none", 0);
        return Write();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _processes.Dispose();
        _modules.Dispose();
    }

    private void OnMmap(in PerfDataRecord record)
    {
        if (!record.IsKernelMap)
            _processes.OnMmap(record);
        else if (_kernel.TextAddress == 0 && record.MapPath.StartsWith("[kernel.kallsyms]", StringComparison.Ordinal))
            (_kernel.TextAddress, _kernel.BuildId) = (record.MapFileOffset, record.MapBuildId);
    }

    private void OnSample(in PerfDataRecord record)
    {
        PerfDataSample sample = record.ReadSample();
        TargetThread thread = _processes.ThreadOf(sample.ProcessId, sample.ThreadId);
        AddressSpace space = thread.Process.Space;
        ReadOnlySpan<ulong> user, kernel;
        WalkEnd end;
        ulong mask = record.Event!.UserRegisters;
        if (sample.Callchain.IsEmpty && sample.Registers.IsEmpty)
        {
            // No call chains were asked for, or this sample has none: where the thread is is all there is.
            end = new WalkEnd(UnwindStop.EndOfStack, IsContinued: false);
            _instruction[0] = sample.Instruction;
            ReadOnlySpan<ulong> only = _instruction;
            bool isKernel = SampleTable.IsKernel(sample.Instruction);
            user = isKernel ? [] : only;
            kernel = isKernel ? only : [];
        }
        else
        {
            bool canUnwind = StackWalker.IsSupported && (mask & NeededRegisters) == NeededRegisters && _file.Facts.Architecture is "" or Machine
                && sample.Registers.Length == BitOperations.PopCount(mask);
            user = _stacks.Walk(sample.Callchain, mask, canUnwind ? sample.Registers : [], sample.Stack, space, out end);
            kernel = StackWalker.KernelPart(sample.Callchain);
        }

        int node = _table.Enter(space, end, user, kernel);
        _samples++;
        _first = Math.Min(_first, sample.Time);
        _last = Math.Max(_last, sample.Time);
        if (node == SampleTable.NoRoom)
        {
            _lost++;
            return;
        }

        ref (long Count, long Value) sum = ref CollectionsMarshal.GetValueRefOrAddDefault(
            _sums, (node, thread.Index, _events.IndexOf(record.Event), sample.CgroupId), out _);
        sum = (sum.Count + 1, sum.Value + (long)Math.Min(sample.Period, long.MaxValue / 4));
    }

    private Profile Write()
    {
        if (_kernel.BuildId.Length == 0)
            _kernel.BuildId = _file.Facts.BuildIds.GetValueOrDefault(WellKnownMappings.Kernel, "");
        var builder = new ProfileBuilder(_events.SampleTypes) { DefaultSampleType = 1 };
        var locations = new LocationTable(builder, _kernel.Load);
        IReadOnlyList<RawStack> stacks = new StackResolver(builder, locations, _processes.Spaces).Resolve(_table.Stacks, isLast: true);
        var values = new long[_events.All.Count + 1];
        foreach (((int node, int threadIndex, int eventIndex, ulong cgroup), (long count, long value)) in _sums)
        {
            RawStack stack = stacks[node];
            Array.Clear(values);
            values[0] = count;
            values[eventIndex + 1] = value;
            TargetThread thread = _processes.Threads[threadIndex];
            StackId frames = stack.Frames == StackId.Empty
                ? builder.AddStack(stack.Frames, locations.GetNote("[stack not recorded]"))
                : stack.Frames;
            builder.AddSample(frames, AddLabels(builder, thread, _processes.Spaces[stack.Space].Image, cgroup), values);
            if (stack.IsTruncated)
                _truncated += count;
            if (stack.Failure is { } cause)
                _unwindFailed[cause] = _unwindFailed.GetValueOrDefault(cause) + count;
        }

        builder.DurationNanoseconds = (long)Math.Min(_last - _first, long.MaxValue);
        if (_file.Facts.WallClockOffset is { } offset)
            builder.StartNanoseconds = offset + (long)_first;
        if (_events.All is [{ IsCpuTime: true, IsFrequency: false } clock])
            (builder.PeriodType, builder.Period) = (SampleType.Cpu, (long)clock.Period);
        builder.Quality = Quality(locations.Notes);
        return builder.Build();
    }

    private LabelSetId AddLabels(ProfileBuilder builder, TargetThread thread, ProcessImage image, ulong cgroup)
    {
        Span<Label> labels = stackalloc Label[5];
        int count = 0;
        labels[count++] = new Label(builder.Intern(LabelNames.ProcessId), StringId.Empty, image.Process.Value);
        labels[count++] = new Label(builder.Intern(LabelNames.Process), builder.Intern(image.Name));
        labels[count++] = new Label(builder.Intern(LabelNames.ThreadId), StringId.Empty, thread.Id);
        labels[count++] = new Label(builder.Intern(LabelNames.Thread), builder.Intern(thread.Name));
        if (cgroup != 0)
        {
            string path = _cgroups.GetValueOrDefault(cgroup) ?? cgroup.ToString(CultureInfo.InvariantCulture);
            labels[count++] = new Label(builder.Intern(LabelNames.Cgroup), builder.Intern(path));
        }

        return builder.AddLabels(labels[..count]);
    }

    private ProfileQuality Quality(IReadOnlyDictionary<string, string> nameNotes)
    {
        var notes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, string value) in nameNotes)
            notes[name] = value;
        PerfDataFacts facts = _file.Facts;
        foreach ((string name, string value) in ((string, string)[])
            [
                (NoteNames.Host, facts.HostName), (NoteNames.Kernel, facts.KernelRelease), (NoteNames.Command, facts.CommandLine),
                ("files", _modules.Problem ?? ""),
                ("recording", _file.IsCut ? "was interrupted: its last record is cut" : ""),
                ("throttled", _throttled > 0 ? $"{_throttled.ToString(CultureInfo.InvariantCulture)} times the kernel sampled less than asked, to limit its own CPU time" : ""),
            ])
        {
            if (value.Length > 0)
                notes[name] = value;
        }

        return new ProfileQuality
        {
            Samples = _samples + _lost,
            Lost = _lost,
            Truncated = _truncated + _stacks.Truncated,
            UnwindFailed = _unwindFailed,
            Event = _events.Names,
            Rate = _events.All is [{ IsFrequency: true } first, ..] ? first.Period : 0,
            Notes = notes,
        };
    }
}
