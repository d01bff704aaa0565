namespace Sonde.Diagnosis.Model.Network;

/// <summary>A class of Ingresses.</summary>
public sealed record IngressClass(Metadata Meta) : KubeObject(Meta)
{
    /// <summary>Who serves its Ingresses.</summary>
    public string Controller { get; init; } = "";

    /// <summary>Ingresses that name no class get this one.</summary>
    public bool IsDefault => Meta.Annotations.TryGetValue("ingressclass.kubernetes.io/is-default-class", out string? text) && text == "true";
}
