namespace Sonde.Diagnosis.Reading;

/// <summary>Annotations in which a Sonde snapshot keeps what may be known of a Secret's values, and of its or a ConfigMap's bookkeeping.</summary>
internal static class SecretNotes
{
    /// <summary>Names in the TLS certificate, with commas.</summary>
    public const string CertificateNames = "sonde.dev/certificate-names";

    /// <summary>When the TLS certificate ends, RFC 3339.</summary>
    public const string CertificateExpires = "sonde.dev/certificate-expires";

    /// <summary>Registries of the pull credentials, with commas.</summary>
    public const string Registries = "sonde.dev/registries";

    /// <summary>When the data of a Secret or ConfigMap last changed, RFC 3339.</summary>
    public const string DataChanged = "sonde.dev/data-changed";

    /// <summary>Whether an annotation is one of these.</summary>
    public static bool IsNote(string annotation) => annotation is CertificateNames or CertificateExpires or Registries or DataChanged;
}
