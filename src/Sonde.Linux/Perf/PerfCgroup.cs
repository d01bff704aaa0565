using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Sonde.Linux.Cgroups;
using Sonde.Linux.Procfs;

namespace Sonde.Linux.Perf;

/// <summary>Finds out whether the kernel can count for one cgroup.</summary>
public static class PerfCgroup
{
    private const ulong DummyConfig = 9; // PERF_COUNT_SW_DUMMY

    /// <summary>
    /// Opens a cgroup's directory for <see cref="PerfSession.AddMachine"/>. The kernel counts for cgroups of one hierarchy only:
    /// the one with the controller <c>perf_event</c>, which is version 2's unless version 1 has taken it.
    /// </summary>
    /// <param name="directory">The cgroup's directory.</param>
    /// <param name="problem">Why the kernel refuses; empty when it does not.</param>
    /// <returns>The directory's descriptor; null when the kernel refuses.</returns>
    public static SafeFileHandle? TryOpen(string directory, out string problem)
    {
        int file = NativeFile.Open(directory);
        if (file < 0)
        {
            problem = $"{directory} cannot be opened";
            return null;
        }

        var handle = new SafeFileHandle(file, ownsHandle: true);
        var attributes = new PerfEventAttributes
        {
            Type = PerfEventType.Software,
            Size = PerfEventAttributes.Length,
            Config = DummyConfig,
            Flags = PerfEventFlags.Disabled,
        };
        int trial = PerfNative.PerfEventOpen(attributes, file, CpuList.Online()[0], PerfNative.CgroupFlag);
        if (trial >= 0)
        {
            _ = PerfNative.close(trial);
            problem = "";
            return handle;
        }

        handle.Dispose();
        problem = -trial is PerfNative.Eacces or PerfNative.Eperm
            ? "watching whole CPUs is not permitted"
            : "the kernel counts no cgroups of this hierarchy";
        return null;
    }

    /// <summary>The processes of a cgroup that <see cref="TryOpen"/> has opened, and of those below it.</summary>
    public static IEnumerable<ProcessId> ReadProcesses(SafeHandle cgroup) =>
        CgroupDirectory.ReadProcessIds(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{cgroup.DangerousGetHandle()}"))
            .Select(id => new ProcessId(id));
}
