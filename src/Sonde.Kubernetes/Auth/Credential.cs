namespace Sonde.Kubernetes.Auth;

/// <summary>What one request proves its identity with.</summary>
/// <param name="Authorization">The Authorization header's value; null for none.</param>
/// <param name="Certificate">The client certificate; null for none.</param>
internal sealed record Credential(string? Authorization, ClientCertificate? Certificate)
{
    /// <summary>Nothing: the server decides what anybody may do.</summary>
    public static Credential Anonymous { get; } = new(null, null);

    // The generated text would hold the token.
    public override string ToString() => Authorization is null ? "credential without a token" : "credential with a token";
}
