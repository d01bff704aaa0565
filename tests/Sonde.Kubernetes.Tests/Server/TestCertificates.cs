using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sonde.Kubernetes.Tests.Server;

/// <summary>Makes certificates for one test.</summary>
internal static class TestCertificates
{
    // One for all: a certificate must not outlive its signer.
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    public static X509Certificate2 Authority(string name, X509Certificate2? signer = null) => Create(name, signer, isAuthority: true, _ => { });

    public static X509Certificate2 Server(X509Certificate2 signer, string? dns = null, int validDays = 30) => Create(
        "server", signer, isAuthority: false,
        names =>
        {
            if (dns is null)
                names.AddIpAddress(IPAddress.Loopback);
            else
                names.AddDnsName(dns);
        },
        "1.3.6.1.5.5.7.3.1",
        validDays);

    public static X509Certificate2 Client(X509Certificate2 signer, string name) =>
        Create(name, signer, isAuthority: false, names => names.AddDnsName(name), "1.3.6.1.5.5.7.3.2");

    public static byte[] Pem(params X509Certificate2[] certificates) =>
        System.Text.Encoding.ASCII.GetBytes(string.Join('\n', certificates.Select(c => c.ExportCertificatePem())));

    public static byte[] KeyPem(X509Certificate2 certificate) =>
        System.Text.Encoding.ASCII.GetBytes(certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());

    private static X509Certificate2 Create(
        string name, X509Certificate2? signer, bool isAuthority, Action<SubjectAlternativeNameBuilder> names, string? usage = null, int validDays = 30)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        if (usage is not null)
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        SubjectAlternativeNameBuilder alternatives = new();
        names(alternatives);
        if (!isAuthority)
            request.CertificateExtensions.Add(alternatives.Build());
        (DateTimeOffset from, DateTimeOffset until) = validDays > 0 ? (Now.AddDays(-1), Now.AddDays(validDays)) : (Now.AddDays(-60), Now.AddDays(validDays));
        if (isAuthority)
            (from, until) = (Now.AddDays(-90), Now.AddDays(90));
        return signer is null
            ? request.CreateSelfSigned(from, until)
            : request.Create(signer, from, until, RandomNumberGenerator.GetBytes(8)).CopyWithPrivateKey(key);
    }
}
