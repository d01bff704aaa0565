using Sonde.Linux.Procfs;

namespace Sonde.Collectors.Session.Targets;

/// <summary>Finds <see cref="ProcessTarget"/>s.</summary>
public sealed class ProcessTargetLocator(ProcFileSystem proc) : ITargetLocator
{
    /// <inheritdoc/>
    public TargetProcesses? TryLocate(Target target) =>
        target is ProcessTarget { Process: var process } ? new ProcessFamily(proc, process) : null;
}
