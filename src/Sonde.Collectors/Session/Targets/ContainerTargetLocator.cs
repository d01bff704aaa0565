using Sonde.Linux.Containers;
using Sonde.Linux.Procfs;

namespace Sonde.Collectors.Session.Targets;

/// <summary>Finds <see cref="ContainerTarget"/>s.</summary>
public sealed class ContainerTargetLocator(ProcFileSystem proc, ContainerResolver resolver) : ITargetLocator
{
    /// <inheritdoc/>
    public TargetProcesses? TryLocate(Target target)
    {
        if (target is not ContainerTarget { Query: var query })
            return null;
        Container container = resolver.Resolve(query);
        return new ContainerMembers(proc, container, resolver.OpenProcesses(container));
    }
}
