using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sonde.Kubernetes.Config;

namespace Sonde.Kubernetes.Auth;

/// <summary>A client certificate with its key and the intermediate certificates that came with it.</summary>
internal sealed class ClientCertificate
{
    private ClientCertificate(SslStreamCertificateContext context) => Context = context;

    /// <summary>What TLS presents.</summary>
    public SslStreamCertificateContext Context { get; }

    /// <summary>The user's certificate; null when he has none.</summary>
    /// <exception cref="KubernetesException">A file cannot be read, or what it holds is no certificate with its key.</exception>
    public static ClientCertificate? Of(KubeUser user)
    {
        string where = $"user '{user.Name}'";
        string? certificate = Text(user.CertificateData, user.CertificateFile, where, "client-certificate");
        string? key = Text(user.KeyData, user.KeyFile, where, "client-key");
        if (certificate is null && key is null)
            return null;
        if (certificate is null || key is null)
        {
            throw new KubernetesException(
                KubernetesError.Configuration, $"{where} has a client {(certificate is null ? "key without its certificate" : "certificate without its key")}");
        }

        return FromPem(certificate, key, where);
    }

    /// <summary>A certificate from PEM texts.</summary>
    /// <param name="certificate">The certificate, then its intermediates.</param>
    /// <param name="key">The private key, not encrypted.</param>
    /// <param name="where">Whose it is, for the error.</param>
    public static ClientCertificate FromPem(string certificate, string key, string where)
    {
        try
        {
            X509Certificate2Collection chain = [];
            chain.ImportFromPem(certificate);
            X509Certificate2 leaf = X509Certificate2.CreateFromPem(certificate, key);
            return new ClientCertificate(SslStreamCertificateContext.Create(Usable(leaf), chain, offline: true));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            string why = key.Contains("ENCRYPTED", StringComparison.Ordinal)
                ? "the key is encrypted; store it without a password"
                : e.Message.ReplaceLineEndings(" ").TrimEnd('.');
            throw new KubernetesException(KubernetesError.Credentials, $"client certificate of {where}: {why}", e);
        }
    }

    // Windows' TLS does not take keys that live in memory only.
    private static X509Certificate2 Usable(X509Certificate2 certificate)
    {
        if (!OperatingSystem.IsWindows())
            return certificate;
        using (certificate)
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }

    private static string? Text(byte[]? data, string? file, string where, string field)
    {
        if (data is not null)
            return System.Text.Encoding.UTF8.GetString(data);
        return file is null ? null : CredentialFile.Read(file, $"{field} of {where}");
    }
}
