using Sonde.Linux.Procfs;

namespace Sonde.Collectors.Session.Targets;

/// <summary>One process, and the children that it starts while it is looked at.</summary>
/// <param name="Process">The process.</param>
public sealed record ProcessTarget(ProcessId Process) : Target
{
    /// <inheritdoc/>
    public override string Text => $"pid:{Process}";
}
