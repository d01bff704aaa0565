using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Sonde.Kubernetes.Auth;
using Sonde.Kubernetes.Config;

namespace Sonde.Kubernetes.Http;

/// <summary>Whether the server's certificate may be trusted: the kubeconfig's authorities, or the machine's when it names none.</summary>
internal sealed class ServerCertificateCheck
{
    private readonly X509Certificate2Collection? _authorities;
    private readonly bool _insecure;
    private readonly string _name;

    /// <summary>Reads the authorities of a connection.</summary>
    /// <exception cref="KubernetesException">They cannot be read, or hold no certificate.</exception>
    public ServerCertificateCheck(KubeConnection connection)
    {
        KubeCluster cluster = connection.Cluster;
        _insecure = cluster.Insecure;
        _name = cluster.TlsServerName ?? connection.Server.IdnHost;
        string what = $"certificate authority of cluster '{cluster.Name}'";
        string? pem = cluster.AuthorityData is { } data
            ? Encoding.UTF8.GetString(data)
            : cluster.AuthorityFile is { } file ? CredentialFile.Read(file, what) : null;
        if (pem is null)
            return;
        _authorities = [];
        try
        {
            _authorities.ImportFromPem(pem);
        }
        catch (CryptographicException e)
        {
            throw new KubernetesException(KubernetesError.Configuration, $"{what}: {e.Message.TrimEnd('.')}", e);
        }

        if (_authorities.Count == 0)
            throw new KubernetesException(KubernetesError.Configuration, $"{what}: it holds no PEM certificate");
    }

    /// <summary>How the chain is built.</summary>
    public X509ChainPolicy? Policy()
    {
        if (_authorities is null)
            return null;
        // As Go: certificates of the bundle may be roots or stand in between, and nothing is fetched.
        X509ChainPolicy policy = new()
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(_authorities);
        policy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1")); // id-kp-serverAuth, RFC 5280
        return policy;
    }

    /// <summary>The callback of SslClientAuthenticationOptions.</summary>
    /// <exception cref="ServerCertificateException">The certificate is not to be trusted.</exception>
    public bool Check(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (_insecure || errors == SslPolicyErrors.None)
            return true;
        if (certificate is null || chain is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            throw new ServerCertificateException("the server shows no certificate");
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) && !EndsInBundle(chain))
            throw new ServerCertificateException(ChainWords(certificate, chain));
        if (!errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return true;
        throw new ServerCertificateException(
            $"its certificate is for {Names(certificate)}, not for {_name}; set tls-server-name in the kubeconfig, or use an address that the certificate names");
    }

    // A bundle may hold only the intermediate that signed the server's certificate; Go takes that, .NET calls it a partial chain.
    private bool EndsInBundle(X509Chain chain)
    {
        const X509ChainStatusFlags Open = X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot;
        X509ChainStatusFlags all = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (sum, one) => sum | one.Status);
        if (_authorities is null || all == X509ChainStatusFlags.NoError || (all & ~Open) != 0 || chain.ChainElements.Count == 0)
            return false;
        X509Certificate2 last = chain.ChainElements[^1].Certificate;
        return _authorities.Any(one => one.RawDataMemory.Span.SequenceEqual(last.RawDataMemory.Span));
    }

    private string ChainWords(X509Certificate2 certificate, X509Chain chain)
    {
        X509ChainStatusFlags all = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (sum, one) => sum | one.Status);
        if (all.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            DateTime now = DateTime.Now;
            return now > certificate.NotAfter
                ? $"its certificate expired on {Day(certificate.NotAfter)}; it must be renewed on the server"
                : now < certificate.NotBefore
                    ? $"its certificate is valid only from {Day(certificate.NotBefore)} on; check this machine's clock"
                    : "the certificate of its authority has expired; get a new kubeconfig";
        }

        // A cluster that was made anew often has an authority of the same name with another key: no valid signature then.
        if ((all & (X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.NotSignatureValid)) != 0)
        {
            return _authorities is null
                ? $"its certificate is signed by {certificate.Issuer}, which this machine does not trust; give the cluster's certificate-authority in the kubeconfig"
                : $"its certificate is signed by {certificate.Issuer}, not by the certificate-authority of the kubeconfig; get the kubeconfig again, "
                    + "or look whether a proxy stands between";
        }

        string words = string.Join("; ", chain.ChainStatus.Select(one => one.StatusInformation.Trim().TrimEnd('.')).Where(w => w.Length > 0));
        return $"its certificate is not valid: {(words.Length > 0 ? words : all.ToString())}";
    }

    private static string Names(X509Certificate2 certificate)
    {
        List<string> names = [];
        foreach (X509Extension extension in certificate.Extensions)
        {
            if (extension is X509SubjectAlternativeNameExtension alternatives)
                names.AddRange([.. alternatives.EnumerateDnsNames(), .. alternatives.EnumerateIPAddresses().Select(a => a.ToString())]);
        }

        if (names.Count == 0)
            names.Add(certificate.Subject);
        return names.Count > 6 ? $"{string.Join(", ", names.Take(6))}, …" : string.Join(", ", names);
    }

    private static string Day(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
