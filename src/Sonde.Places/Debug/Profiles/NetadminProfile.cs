using System.Text.Json.Nodes;
using Sonde.Places.Made;
using Sonde.Places.Pods;

namespace Sonde.Places.Debug.Profiles;

/// <summary><c>netadmin</c>.</summary>
public sealed class NetadminProfile : DebugProfile
{
    /// <inheritdoc/>
    public override string Name => "netadmin";

    /// <inheritdoc/>
    public override string Meaning => "root with NET_ADMIN and NET_RAW";

    /// <inheritdoc/>
    public override JsonObject? Security(PodContainer? target) => RootWith("NET_ADMIN", "NET_RAW");

    /// <inheritdoc/>
    public override NodePod OnTo(NodePod pod) => Sharing(pod, HostAccess.None) with { Capabilities = ["NET_ADMIN", "NET_RAW"] };
}
