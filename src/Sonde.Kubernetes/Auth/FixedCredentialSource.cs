namespace Sonde.Kubernetes.Auth;

/// <summary>A credential that does not change: a token, a password, a certificate, or none.</summary>
internal sealed class FixedCredentialSource(Credential credential) : ICredentialSource
{
    public ValueTask<Credential> GetAsync(CancellationToken cancel) => new(credential);

    public bool Refused(Credential credential) => false;

    public void Dispose()
    {
        // Nothing is held.
    }
}
