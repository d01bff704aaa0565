using Sonde.Collectors.Session.Targets;
using Sonde.Linux;
using Sonde.Linux.Containers;
using Sonde.Linux.Procfs;

namespace Sonde.Cli;

/// <summary>The one process of this machine that stands for a target.</summary>
internal static class LocalProcess
{
    /// <summary>The process itself, or a container's first one.</summary>
    /// <exception cref="TargetException">There is none.</exception>
    public static ProcessId Of(ProcFileSystem proc, Target target)
    {
        ProcessId process = target switch
        {
            ProcessTarget one => one.Process,
            ContainerTarget container => new ContainerResolver(proc).Resolve(container.Query).InitProcess,
            _ => throw new TargetException(TargetError.Unsupported, $"{target} is no single process"),
        };
        proc.EnsureObservable(process);
        return process;
    }
}
