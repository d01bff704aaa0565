using System.Text.Json.Nodes;
using Sonde.Places.Made;
using Sonde.Places.Pods;

namespace Sonde.Places.Debug.Profiles;

/// <summary><c>restricted</c>.</summary>
public sealed class RestrictedProfile : DebugProfile
{
    /// <inheritdoc/>
    public override string Name => "restricted";

    /// <inheritdoc/>
    public override string Meaning => "the user of the target, under the strictest Pod Security level";

    /// <inheritdoc/>
    public override JsonObject? Security(PodContainer? target) => AsTarget(Spec.Restricted(), target);

    /// <inheritdoc/>
    public override NodePod OnTo(NodePod pod) => pod with { IsRestricted = true };
}
