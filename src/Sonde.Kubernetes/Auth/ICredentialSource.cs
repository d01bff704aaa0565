namespace Sonde.Kubernetes.Auth;

/// <summary>Gives the credential for each request, and another one when the server has refused it.</summary>
internal interface ICredentialSource : IDisposable
{
    /// <summary>The credential as it is now.</summary>
    /// <exception cref="KubernetesException">It cannot be had.</exception>
    ValueTask<Credential> GetAsync(CancellationToken cancel);

    /// <summary>Forgets a credential that the server has answered with 401.</summary>
    /// <returns>True when the next <see cref="GetAsync"/> may give another one.</returns>
    bool Refused(Credential credential);
}
