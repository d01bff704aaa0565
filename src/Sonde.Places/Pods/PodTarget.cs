namespace Sonde.Places.Pods;

/// <summary>Pods as named on the command line.</summary>
/// <param name="Kind">What kind of object is named.</param>
/// <param name="Name">Its name.</param>
public sealed record PodTarget(PodTargetKind Kind, string Name)
{
    /// <summary>As it is typed: <c>deploy/cart</c>.</summary>
    public override string ToString() => $"{Kind.Name}/{Name}";
}
