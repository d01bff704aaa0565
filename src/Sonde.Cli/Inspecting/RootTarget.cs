using Sonde.Collectors.Session.Targets;

namespace Sonde.Cli.Inspecting;

/// <summary>A folder that is a container's root.</summary>
/// <param name="Path">The folder.</param>
internal sealed record RootTarget(string Path) : Target
{
    /// <inheritdoc/>
    public override string Text => $"root:{Path}";
}
