using System.Text;
using Sonde.Kubernetes.Config;

namespace Sonde.Kubernetes.Auth;

/// <summary>Chooses where a connection's credential comes from.</summary>
internal static class CredentialSources
{
    /// <summary>The source for the connection's user.</summary>
    /// <exception cref="KubernetesException">The kubeconfig asks for something that cannot be had.</exception>
    public static ICredentialSource For(KubeConnection connection)
    {
        KubeUser user = connection.User;
        if (user.Exec is { } exec)
            return new ExecCredentialSource(exec, connection, ClientCertificate.Of(user));
        ClientCertificate? certificate = ClientCertificate.Of(user);
        if (user.TokenFile is { } file)
            return new TokenFileCredentialSource(file, user.Token, certificate, connection.Environment.Time);
        if (user.Token is { } token)
            return new FixedCredentialSource(new Credential("Bearer " + token.Trim(), certificate));
        if (user.BasicUser is { } name)
        {
            string pair = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{user.BasicPassword}"));
            return new FixedCredentialSource(new Credential("Basic " + pair, certificate));
        }

        if (user.AuthProvider is { } provider)
        {
            throw new KubernetesException(KubernetesError.Configuration,
                $"user '{user.Name}' in {connection.Origin} uses the auth provider '{provider}', which kubectl no longer has either; "
                + "configure an exec credential plugin instead");
        }

        return new FixedCredentialSource(certificate is null ? Credential.Anonymous : new Credential(null, certificate));
    }
}
