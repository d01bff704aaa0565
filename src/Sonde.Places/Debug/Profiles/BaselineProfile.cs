using System.Text.Json.Nodes;
using Sonde.Places.Made;
using Sonde.Places.Pods;

namespace Sonde.Places.Debug.Profiles;

/// <summary><c>baseline</c>.</summary>
public sealed class BaselineProfile : DebugProfile
{
    /// <inheritdoc/>
    public override string Name => "baseline";

    /// <inheritdoc/>
    public override string Meaning => "the user of the target, no capabilities of its own";

    /// <inheritdoc/>
    public override JsonObject? Security(PodContainer? target) => AsTarget([], target);

    /// <inheritdoc/>
    public override NodePod OnTo(NodePod pod) => pod;
}
