using System.Globalization;
using System.Runtime.InteropServices;
using Sonde.Linux.Procfs;

namespace Sonde.Linux.Perf;

/// <summary>What the refusals of <c>perf_event_open(2)</c> mean, in one line for the user.</summary>
internal static class PerfErrors
{
    // Absent where the CPU's counters cannot be used; hybrid CPUs have cpu_core and cpu_atom instead.
    private const string CpuCountersPath = "/sys/bus/event_source/devices/cpu";

    private const string ParanoidPath = "/proc/sys/kernel/perf_event_paranoid";

    /// <summary>The error for an event that could not be opened.</summary>
    /// <param name="errno">Error number.</param>
    /// <param name="process">The target; null for an event on this process or the whole system.</param>
    /// <param name="spec">The event; null for the rings' own.</param>
    public static TargetException ForOpen(int errno, ProcessId? process, PerfEventSpec? spec = null)
    {
        string what = process is { } target ? $"sampling process {target}" : "opening perf events";
        return errno switch
        {
            PerfNative.Enoent or PerfNative.Enotsupp or PerfNative.Enodev or PerfNative.Einval or PerfNative.Enxio
                when spec is { NeedsHardware: true } => new(TargetError.Unsupported, NoHardware(spec)),
            PerfNative.Enoent or PerfNative.Einval when spec is not null => new(
                TargetError.Unsupported, $"this kernel does not have the event {spec.Name}"),
            PerfNative.Eacces or PerfNative.Eperm when spec is { Type: PerfEventType.Tracepoint } => new(
                TargetError.PermissionDenied,
                $"the tracepoint {spec.Name} may not be watched: it needs CAP_PERFMON (CAP_SYS_ADMIN before Linux 5.8){Paranoid()}"),
            PerfNative.Eacces or PerfNative.Eperm when spec is { IsOfKernel: true } => new(
                TargetError.PermissionDenied,
                $"{spec.Name} happen in the kernel, which may not be watched: it needs CAP_PERFMON (CAP_SYS_ADMIN before Linux " +
                $"5.8){Paranoid()}"),
            PerfNative.Esrch => new(TargetError.Exited, $"process {process} has exited"),
            // The kernel's own checks answer EACCES, seccomp filters of container runtimes EPERM (some kernels EPERM too).
            PerfNative.Eacces => new(
                TargetError.PermissionDenied,
                $"{what} is not permitted: run as its user or with CAP_PERFMON (CAP_SYS_ADMIN before Linux 5.8){Paranoid()}"),
            PerfNative.Eperm => new(
                TargetError.PermissionDenied,
                $"{what} is not permitted: a seccomp profile forbids perf_event_open, or CAP_PERFMON (CAP_SYS_ADMIN before " +
                $"Linux 5.8) is missing{Paranoid()}"),
            PerfNative.Emfile or PerfNative.Enfile => new(
                TargetError.Unsupported, $"{what} needs more open files than the limit allows: raise it with ulimit -n"),
            PerfNative.Enosys => new(
                TargetError.Unsupported,
                "perf_event_open is not available: the kernel is built without perf events, or a seccomp profile hides them"),
            _ => new(TargetError.Unsupported, $"{what} failed: {Marshal.GetPInvokeErrorMessage(errno)}"),
        };
    }

    /// <summary>The error for a ring that could not be mapped.</summary>
    public static TargetException ForRing(int errno, int length) => errno == PerfNative.Eperm
        ? new(
            TargetError.PermissionDenied,
            string.Create(CultureInfo.InvariantCulture, $"locking {length / 1024} KiB for a perf ring is not permitted: ") +
            "raise kernel.perf_event_mlock_kb or ulimit -l, or give CAP_IPC_LOCK")
        : new(TargetError.Unsupported, $"mapping a perf ring failed: {Marshal.GetPInvokeErrorMessage(errno)}");

    private static string NoHardware(PerfEventSpec spec) => spec.Unit.Length > 0
        ? $"the unit {spec.Unit} takes no samples of {spec.Name}: it only counts, does not know the event, or not that precisely"
        : Directory.Exists(CpuCountersPath)
        ? $"this machine's CPU does not count {spec.Name}"
        : $"{spec.Name} needs counters of the CPU (a PMU), and this machine has none: a virtual machine, most likely; " +
          "cpu, off-cpu, page-faults and tracepoints work without";

    private static string Paranoid()
    {
        try
        {
            return $"; kernel.perf_event_paranoid is {File.ReadAllText(ParanoidPath).Trim()}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
