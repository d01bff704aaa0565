using System.Globalization;
using System.Runtime.InteropServices;
using Sonde.Linux.Procfs;

namespace Sonde.Linux.Perf;

/// <summary>What the refusals of <c>perf_event_open(2)</c> mean, in one line for the user.</summary>
internal static class PerfErrors
{
    private const string ParanoidPath = "/proc/sys/kernel/perf_event_paranoid";

    /// <summary>The error for an event that could not be opened.</summary>
    /// <param name="errno">Error number.</param>
    /// <param name="process">The target; null for an event on this process or the whole system.</param>
    public static TargetException ForOpen(int errno, ProcessId? process)
    {
        string what = process is { } target ? $"sampling process {target}" : "opening perf events";
        return errno switch
        {
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
