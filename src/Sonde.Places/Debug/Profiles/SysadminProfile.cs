using System.Text.Json.Nodes;
using Sonde.Places.Made;
using Sonde.Places.Pods;

namespace Sonde.Places.Debug.Profiles;

/// <summary><c>sysadmin</c>.</summary>
public sealed class SysadminProfile : DebugProfile
{
    /// <inheritdoc/>
    public override string Name => "sysadmin";

    /// <inheritdoc/>
    public override string Meaning => "privileged root: everything";

    /// <inheritdoc/>
    public override JsonObject? Security(PodContainer? target) => new JsonObject { ["privileged"] = true, ["runAsUser"] = 0, ["runAsNonRoot"] = false };

    /// <inheritdoc/>
    public override NodePod OnTo(NodePod pod) => Sharing(pod, HostAccess.ReadWrite) with { IsPrivileged = true };
}
