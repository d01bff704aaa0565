using Sonde.Linux.Containers;
using Sonde.Linux.Procfs;
using Sonde.Linux.Text;
using Sonde.Profiles;

namespace Sonde.Collectors.Session;

/// <summary>Every process of a container, also those that it starts while it is looked at.</summary>
public sealed class ContainerMembers : TargetProcesses
{
    private readonly ProcFileSystem _proc;
    private readonly ContainerProcesses _processes;

    /// <summary>Starts to follow a container.</summary>
    /// <param name="proc">Where processes are read.</param>
    /// <param name="container">The container.</param>
    /// <param name="processes">Its processes.</param>
    public ContainerMembers(ProcFileSystem proc, Container container, ContainerProcesses processes)
    {
        _proc = proc;
        _processes = processes;
        Title = $"container {PrintableName.Of(container.DisplayName)}";
        Labels = new SortedDictionary<string, string>(StringComparer.Ordinal) { [LabelNames.Container] = container.DisplayName };
        Facts = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["container"] = container.DisplayName,
            ["container_id"] = container.Id,
        };
    }

    /// <inheritdoc/>
    public override string Title { get; }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Facts { get; }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Labels { get; }

    /// <inheritdoc/>
    public override void Refresh(List<ProcessIdentity> alive)
    {
        alive.Clear();
        foreach (ProcessId process in _processes.Refresh())
        {
            if (LiveProcess.TryIdentify(_proc, process) is { } identity)
                alive.Add(identity);
        }
    }
}
