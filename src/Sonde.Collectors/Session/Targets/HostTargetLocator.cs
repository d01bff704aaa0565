namespace Sonde.Collectors.Session.Targets;

/// <summary>Finds <see cref="HostTarget"/>s.</summary>
public sealed class HostTargetLocator : ITargetLocator
{
    /// <inheritdoc/>
    public TargetProcesses? TryLocate(Target target) => target is HostTarget ? new MachineProcesses(Environment.MachineName) : null;
}
