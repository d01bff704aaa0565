using Sonde.Kubernetes.Config;

namespace Sonde.Kubernetes.Auth;

/// <summary>Credentials that a plugin prints; it is asked again when they have expired or were refused.</summary>
internal sealed class ExecCredentialSource(
    ExecPlugin plugin, KubeConnection connection, ClientCertificate? certificate) : ICredentialSource
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private Credential? _credential;
    private DateTimeOffset? _expires;

    public async ValueTask<Credential> GetAsync(CancellationToken cancel)
    {
        await _one.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (_credential is { } kept && (_expires is null || connection.Environment.Time.GetUtcNow() < _expires))
                return kept;
            ExecAnswer answer = await ExecProcess.RunAsync(plugin, connection, cancel).ConfigureAwait(false);
            _expires = answer.Expires;
            ClientCertificate? own = answer.CertificatePem is { } pem
                ? ClientCertificate.FromPem(pem, answer.KeyPem ?? "", $"the credential plugin {plugin.Command}")
                : certificate;
            return _credential = new Credential(answer.Token is { } token ? "Bearer " + token : null, own);
        }
        finally
        {
            _one.Release();
        }
    }

    public bool Refused(Credential credential)
    {
        // Another request may have got a new one already.
        Interlocked.CompareExchange(ref _credential, null, credential);
        return true;
    }

    public void Dispose() => _one.Dispose();
}
