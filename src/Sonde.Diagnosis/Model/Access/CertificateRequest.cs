namespace Sonde.Diagnosis.Model.Access;

/// <summary>Somebody asks for a certificate: a CertificateSigningRequest.</summary>
public sealed record CertificateRequest(Metadata Meta) : KubeObject(Meta)
{
    /// <summary>Who is to sign it: <c>kubernetes.io/kubelet-serving</c>, ….</summary>
    public string Signer { get; init; } = "";

    /// <summary>Who asks: <c>system:node:NAME</c> for a kubelet.</summary>
    public string User { get; init; } = "";

    /// <summary>The certificate has been issued.</summary>
    public bool IsIssued { get; init; }

    /// <summary>Nobody has said yes or no yet.</summary>
    public bool IsPending => Conditions.Count == 0 && !IsIssued;
}
