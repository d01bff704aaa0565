using System.Globalization;
using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Shares;

/// <summary>Something that several pods or requests may have in common.</summary>
/// <param name="Kind">What sort of thing.</param>
/// <param name="Value">Which: a node's name, an image, <c>key=value</c> of a label, an instant.</param>
/// <param name="Object">The object that it is; null when it is none.</param>
public sealed record Trait(TraitKind Kind, string Value, ObjectRef? Object)
{
    /// <summary>The instant of a trait that is about time; null for another.</summary>
    public DateTimeOffset? Instant { get; init; }

    /// <summary>That something was made at or after an instant.</summary>
    public static Trait Since(DateTimeOffset instant) =>
        new(TraitKind.CreatedSince, instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture), null) { Instant = instant };

    /// <summary>That it was made before the instant of a trait that says it was made since.</summary>
    public Trait Before => this with { Kind = TraitKind.CreatedBefore };

    /// <summary>What pods with it do: <c>run on Node node-7</c>.</summary>
    public string InWords => Kind switch
    {
        TraitKind.Node => $"run on Node {Value}",
        TraitKind.Revision => $"are of {Value}",
        TraitKind.Owner => $"belong to {Value}",
        TraitKind.Image => $"run the image {Value}",
        TraitKind.Zone => $"run in the zone {Value}",
        TraitKind.Calls => $"call {Value}",
        TraitKind.Namespace => $"are in the namespace {Value}",
        TraitKind.Label => $"have the label {Value}",
        TraitKind.NodeLabel => $"run on nodes with the label {Value}",
        TraitKind.CreatedSince => $"were made at or after {Value}",
        _ => $"were made before {Value}",
    };

    /// <summary>What requests with it do: <c>were served by Pod shop/cart-1</c>.</summary>
    public string OfRequestsInWords => Kind switch
    {
        TraitKind.Pod => $"were served by {Value}",
        TraitKind.Route or TraitKind.Path => $"asked for {Value}",
        TraitKind.Backend => $"were for the backend {Value}",
        TraitKind.Host => $"asked for the host {Value}",
        TraitKind.Proxy => $"came through {Value}",
        TraitKind.Client => $"came from {Value}",
        TraitKind.Method => $"were {Value}",
        TraitKind.Calls => $"were for {Value}",
        TraitKind.CreatedSince => $"came at or after {Value}",
        TraitKind.CreatedBefore => $"came before {Value}",
        _ => $"were served by pods that {InWords}",
    };

    /// <summary>Negative when this one is named before the other: by sort, then by value.</summary>
    public int CompareTo(Trait other)
    {
        int order = Kind.CompareTo(other.Kind);
        if (order == 0)
            order = string.CompareOrdinal(Value, other.Value);
        return order != 0 ? order : Nullable.Compare(Instant, other.Instant);
    }
}
