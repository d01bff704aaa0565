namespace Sonde.Kubernetes.Auth;

/// <summary>
/// A token in a file that somebody replaces (the kubelet does so for service accounts). It is read again after
/// <see cref="KeptFor"/>, and when the server has refused it.
/// </summary>
internal sealed class TokenFileCredentialSource(
    string path, string? fallback, ClientCertificate? certificate, TimeProvider time) : ICredentialSource
{
    /// <summary>As client-go: tokens are renewed at 80 % of an hour or more, so a minute is early enough.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private Credential? _credential;
    private long _readAt;

    public ValueTask<Credential> GetAsync(CancellationToken cancel)
    {
        lock (_lock)
        {
            if (_credential is null || time.GetElapsedTime(_readAt) > KeptFor)
            {
                _credential = new Credential("Bearer " + Token(), certificate);
                _readAt = time.GetTimestamp();
            }

            return new(_credential);
        }
    }

    public bool Refused(Credential credential)
    {
        lock (_lock)
        {
            string? before = credential.Authorization;
            _credential = null;
            return "Bearer " + Token() != before;
        }
    }

    public void Dispose()
    {
        // Nothing is held.
    }

    private string Token()
    {
        if (fallback is not null && !File.Exists(path))
            return fallback;
        string token = CredentialFile.Read(path, "token file").Trim();
        return token.Length > 0 ? token : throw new KubernetesException(KubernetesError.Credentials, $"token file: {path}: it is empty");
    }
}
