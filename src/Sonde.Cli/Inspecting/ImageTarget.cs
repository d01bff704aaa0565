using Sonde.Collectors.Session.Targets;

namespace Sonde.Cli.Inspecting;

/// <summary>An image in a file or folder.</summary>
/// <param name="Path">The file or folder.</param>
internal sealed record ImageTarget(string Path) : Target
{
    /// <inheritdoc/>
    public override string Text => $"image:{Path}";
}
