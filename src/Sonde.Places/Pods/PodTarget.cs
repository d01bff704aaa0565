namespace Sonde.Places.Pods;

/// <summary>Pods as named on the command line.</summary>
/// <param name="Kind">What kind of object is named.</param>
/// <param name="Name">Its name.</param>
public sealed record PodTarget(PodTargetKind Kind, string Name)
{
    /// <summary>A label selector as the API takes it, when pods are named by their labels; null when an object is named.</summary>
    public string? Selector { get; private init; }

    /// <summary>The pods whose labels match (<c>-l</c>).</summary>
    public static PodTarget OfSelector(string selector) => new(PodTargetKind.Pod, "") { Selector = selector };

    /// <summary>As it is typed: <c>deploy/cart</c>, or <c>-l app=cart</c>.</summary>
    public override string ToString() => Selector is null ? $"{Kind.Name}/{Name}" : $"-l {Selector}";
}
