using Sonde.Linux.Procfs;
using Sonde.Linux.Unwind;

namespace Sonde.Linux.Perf;

/// <summary>
/// The best candidate of a request that this kernel grants, found out by trying; with the kernel's part where that is permitted.
/// </summary>
/// <param name="request">The request.</param>
/// <param name="kernelStacks">Call chains hold the kernel's frames.</param>
/// <param name="carriesRecords">This event brings the records about processes, threads and mappings.</param>
internal sealed class PerfEventChoice(PerfEventRequest request, bool kernelStacks, bool carriesRecords)
{
    private const int PreciseShift = 15; // precise_ip, two bits of the flags

    private int _candidate;
    private PerfEventFlags _optional = PerfEventFlags.BuildId;
    private TargetException? _refusal;

    /// <summary>Bytes of user stack that each sample copies; events that are open keep theirs.</summary>
    public int StackBytes { get; set; } = request.StackBytes;

    /// <summary>The candidate that is tried or taken.</summary>
    public PerfEventSpec Spec => request.Candidates[_candidate];

    /// <summary>The event's name as perf(1) writes it.</summary>
    public string Name => Spec.Name + (IsWithoutKernel && !Spec.Modifiers.ExcludesKernel ? ":u" : "");

    /// <summary>True when the kernel refused to sample itself.</summary>
    public bool IsWithoutKernel { get; private set; }

    /// <summary>An optional event that was refused, or of which there is nothing to try.</summary>
    public bool IsRefused { get; private set; } = request.Candidates.Count == 0;

    /// <summary>Why the first of the refused candidates was refused; null when none was.</summary>
    public string? Refusal => _refusal?.Message;

    /// <summary>Opens the event.</summary>
    /// <param name="target">The process, for the error's message; null for whole CPUs.</param>
    /// <param name="thread">Thread ID, the descriptor of a cgroup's directory, or -1 for whole CPUs.</param>
    /// <param name="isSystemWide">Whole CPUs or a cgroup on them.</param>
    /// <param name="flags">PERF_FLAG_… (include/uapi/linux/perf_event.h).</param>
    /// <param name="cpu">CPU.</param>
    /// <param name="wakeup">Bytes in the ring that wake the reader.</param>
    /// <param name="file">The descriptor, when it was opened.</param>
    /// <returns>0 or an error number of the kind that depends on the thread or CPU.</returns>
    /// <exception cref="TargetException">Not permitted or not possible at all.</exception>
    public int Open(ProcessId? target, int thread, bool isSystemWide, ulong flags, int cpu, int wakeup, out int file)
    {
        while (true)
        {
            file = PerfNative.PerfEventOpen(Attributes(isSystemWide, wakeup), thread, cpu, flags);
            if (file >= 0)
                return 0;
            int errno = -file;
            switch (errno)
            {
                case PerfNative.Esrch or PerfNative.Emfile or PerfNative.Enfile or PerfNative.Enomem:
                    return errno;
                case PerfNative.Einval or PerfNative.E2big when _optional != PerfEventFlags.None:
                    _optional = PerfEventFlags.None; // a kernel before 5.12
                    break;
                case PerfNative.Enodev when !Spec.NeedsHardware:
                    return errno; // the CPU was switched off
                case PerfNative.Eacces or PerfNative.Eperm when !IsWithoutKernel && !Spec.Modifiers.ExcludesKernel && !isSystemWide && !Spec.IsOfKernel:
                    IsWithoutKernel = true;
                    break;
                default:
                    _refusal ??= PerfErrors.ForOpen(errno, target, Spec);
                    if (_candidate + 1 < request.Candidates.Count)
                    {
                        _candidate++;
                        _optional = PerfEventFlags.BuildId;
                        break;
                    }

                    if (!request.IsOptional)
                        throw request.Candidates.Count == 1 ? _refusal : PerfErrors.ForOpen(errno, target, Spec);
                    IsRefused = true;
                    return errno;
            }
        }
    }

    private PerfEventAttributes Attributes(bool isSystemWide, int wakeup)
    {
        bool excludesKernel = IsWithoutKernel || Spec.Modifiers.ExcludesKernel;
        bool copiesStack = request.HasCallchain && StackBytes > 0;
        return new()
        {
            Type = Spec.Type,
            Size = PerfEventAttributes.Length,
            Config = Spec.Config,
            Config1 = Spec.Config1,
            Config2 = Spec.Config2,
            SamplePeriod = Spec.Frequency > 0 ? (ulong)Spec.Frequency : Spec.Period,
            SampleFormat = copiesStack ? PerfSampleFormats.WithStack
                : request.CopiesRegisters ? PerfSampleFormats.WithRegisters
                : PerfSampleFormats.Record,
            SampleUserRegisters = copiesStack || request.CopiesRegisters ? RegisterSet.PerfX64Mask : 0,
            SampleUserStack = copiesStack ? (uint)StackBytes : 0,
            Flags = PerfEventFlags.SampleIdAll | PerfEventFlags.UseClockId | PerfEventFlags.Watermark
                | PerfEventFlags.ExcludeHypervisor
                | (Spec.Frequency > 0 ? PerfEventFlags.Frequency : 0)
                | (Spec.RecordsSwitches ? PerfEventFlags.ContextSwitch : 0)
                | (carriesRecords
                    ? PerfEventFlags.Mmap | PerfEventFlags.Mmap2 | PerfEventFlags.Comm | PerfEventFlags.CommExec
                        | PerfEventFlags.Task | _optional
                    : 0)
                | (isSystemWide ? PerfEventFlags.ExcludeIdle : PerfEventFlags.Inherit)
                | (excludesKernel ? PerfEventFlags.ExcludeKernel : 0)
                | (Spec.Modifiers.ExcludesUser ? PerfEventFlags.ExcludeUser : 0)
                | (PerfEventFlags)((ulong)Spec.Modifiers.Precision << PreciseShift)
                | (kernelStacks && !excludesKernel && request.HasCallchain ? 0 : PerfEventFlags.ExcludeCallchainKernel)
                | (request.HasCallchain && !request.IsKernelCallchain ? 0 : PerfEventFlags.ExcludeCallchainUser),
            ClockId = PerfSampleFormats.MonotonicClock,
            WakeupWatermark = (uint)wakeup,
        };
    }
}
