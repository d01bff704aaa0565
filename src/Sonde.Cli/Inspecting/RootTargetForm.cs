using Sonde.Collectors.Session.Targets;

namespace Sonde.Cli.Inspecting;

/// <summary><c>root:PATH</c>.</summary>
internal sealed class RootTargetForm : ITargetForm
{
    /// <inheritdoc/>
    public string Form => "root:PATH";

    /// <inheritdoc/>
    public string Meaning => "a folder that is a container's root: one that has stopped, or an unpacked image";

    /// <inheritdoc/>
    public string Prefix => "root:";

    /// <inheritdoc/>
    public Target Parse(string rest) => rest.Length > 0
        ? new RootTarget(rest)
        : throw new TargetGrammarException($"'{Prefix}' names no folder: PATH in root:PATH is the folder that the container would have as /");
}
