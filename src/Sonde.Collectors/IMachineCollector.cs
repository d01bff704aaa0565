using System.Runtime.InteropServices;

namespace Sonde.Collectors;

/// <summary>A collector that can sample the whole machine at once, instead of one process after the other.</summary>
public interface IMachineCollector : ICollector
{
    /// <summary>Starts to sample every process of the machine, or of one cgroup and those below it.</summary>
    /// <param name="cgroup">Descriptor of the cgroup's directory (<see cref="Linux.Perf.PerfCgroup"/>); null for the machine.</param>
    /// <exception cref="Linux.TargetException">Not permitted.</exception>
    void AttachMachine(SafeHandle? cgroup);

    /// <summary>Processes that are known, for progress lines.</summary>
    int Processes { get; }
}
