using System.Text.Json.Nodes;
using Sonde.Places.Made;
using Sonde.Places.Pods;

namespace Sonde.Places.Debug.Profiles;

/// <summary><c>legacy</c>.</summary>
public sealed class LegacyProfile : DebugProfile
{
    /// <inheritdoc/>
    public override string Name => "legacy";

    /// <inheritdoc/>
    public override string Meaning => "what the image and the pod say; on a node its namespaces and files";

    /// <inheritdoc/>
    public override JsonObject? Security(PodContainer? target) => null;

    /// <inheritdoc/>
    public override NodePod OnTo(NodePod pod) => Sharing(pod, HostAccess.ReadWrite) with { User = null };
}
