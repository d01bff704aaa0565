using System.Text.Json.Nodes;
using Sonde.Places.Made;
using Sonde.Places.Pods;

namespace Sonde.Places.Debug.Profiles;

/// <summary><c>general</c>.</summary>
public sealed class GeneralProfile : DebugProfile
{
    /// <inheritdoc/>
    public override string Name => "general";

    /// <inheritdoc/>
    public override string Meaning => "root with SYS_PTRACE; on a node its namespaces and files";

    /// <inheritdoc/>
    public override JsonObject? Security(PodContainer? target) => RootWith("SYS_PTRACE");

    /// <inheritdoc/>
    public override NodePod OnTo(NodePod pod) => Sharing(pod, HostAccess.ReadWrite);
}
