using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Auditing.Manifests;

/// <summary>An object with the text it was read from.</summary>
/// <param name="Object">What rules read of it.</param>
/// <param name="ApiVersion">Group and version, as they were written.</param>
/// <param name="Root">All its fields.</param>
/// <param name="File">The file; empty when it came from a cluster.</param>
/// <param name="Template">The template that the text was made of, as Helm names it (<c># Source:</c>); empty for none.</param>
internal sealed record ManifestObject(KubeObject Object, string ApiVersion, ManifestNode Root, string File, string Template)
{
    /// <summary>Its name.</summary>
    public ObjectRef Ref => Object.Ref;

    /// <summary>An API server had it in its hands: what nobody wrote was filled in.</summary>
    public bool IsFromCluster => Object.Meta.Uid.Length > 0;

    /// <summary>Where a field of it stands.</summary>
    public SourcePlace PlaceOf(ManifestNode node) => new(File, node.Place.Line, node.Place.Column, Template);

    /// <summary>Where a node is in the object: <c>spec.replicas</c>, also when the object is an item of a list.</summary>
    public string PathOf(ManifestNode node) => Root.Path.Length == 0 ? node.Path : node.Path[Math.Min(node.Path.Length, Root.Path.Length)..].TrimStart('.');
}
