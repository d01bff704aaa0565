using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Sonde.Kubernetes.Config;
using Sonde.Kubernetes.Http;
using Sonde.Kubernetes.Tests.Server;

namespace Sonde.Kubernetes.Tests.Http;

public sealed class TlsTests : IDisposable
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    private readonly X509Certificate2 _authority = TestCertificates.Authority("test authority");
    private readonly X509Certificate2 _other = TestCertificates.Authority("other authority");

    public void Dispose()
    {
        _authority.Dispose();
        _other.Dispose();
    }

    [Fact]
    public async Task A_server_of_the_kubeconfigs_authority_is_trusted()
    {
        await using TestServer server = Server(TestCertificates.Server(_authority));
        await AskAsync(server, new KubeCluster { AuthorityData = TestCertificates.Pem(_other, _authority) });
    }

    [Fact]
    public async Task A_bundle_may_hold_the_intermediate_only()
    {
        X509Certificate2 intermediate = TestCertificates.Authority("intermediate", _authority);
        await using TestServer server = Server(TestCertificates.Server(intermediate));
        await AskAsync(server, new KubeCluster { AuthorityData = TestCertificates.Pem(intermediate) });
    }

    [Fact]
    public async Task Another_authority_is_not_trusted_even_of_the_same_name()
    {
        using X509Certificate2 impostor = TestCertificates.Authority("test authority");
        await using TestServer server = Server(TestCertificates.Server(impostor));
        Assert.Contains("signed by CN=test authority, not by the certificate-authority of the kubeconfig",
            await ErrorAsync(server, new KubeCluster { AuthorityData = TestCertificates.Pem(_authority) }), StringComparison.Ordinal);
        // An intermediate of the same name as the one in the bundle.
        using X509Certificate2 real = TestCertificates.Authority("intermediate", _authority);
        using X509Certificate2 forged = TestCertificates.Authority("intermediate", impostor);
        await using TestServer second = Server(TestCertificates.Server(forged));
        Assert.Contains("is not trusted", await ErrorAsync(second, new KubeCluster { AuthorityData = TestCertificates.Pem(real) }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_authority_the_machines_are_used()
    {
        await using TestServer server = Server(TestCertificates.Server(_authority));
        Assert.Contains("which this machine does not trust; give the cluster's certificate-authority in the kubeconfig",
            await ErrorAsync(server, new KubeCluster()), StringComparison.Ordinal);
        await AskAsync(server, new KubeCluster { Insecure = true });
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_refused_unless_that_name_is_asked_for()
    {
        await using TestServer server = Server(TestCertificates.Server(_authority, "kubernetes.default"));
        byte[] bundle = TestCertificates.Pem(_authority);
        Assert.Contains("its certificate is for kubernetes.default, not for 127.0.0.1; set tls-server-name",
            await ErrorAsync(server, new KubeCluster { AuthorityData = bundle }), StringComparison.Ordinal);
        await AskAsync(server, new KubeCluster { AuthorityData = bundle, TlsServerName = "kubernetes.default" });
        Assert.Equal("kubernetes.default", server.ServerNames.Last());
    }

    [Fact]
    public async Task An_expired_certificate_is_said_with_its_day()
    {
        await using TestServer server = Server(TestCertificates.Server(_authority, validDays: -10));
        string day = DateTime.UtcNow.AddDays(-10).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Contains($"its certificate expired on {day}",
            await ErrorAsync(server, new KubeCluster { AuthorityData = TestCertificates.Pem(_authority) }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_certificate_is_shown()
    {
        using X509Certificate2 client = TestCertificates.Client(_authority, "ann");
        await using TestServer server = Server(TestCertificates.Server(_authority), wantsCertificate: true);
        KubeUser user = new() { Name = "ann", CertificateData = TestCertificates.Pem(client), KeyData = TestCertificates.KeyPem(client) };
        await AskAsync(server, new KubeCluster { AuthorityData = TestCertificates.Pem(_authority) }, user);
        Assert.Equal(["CN=ann"], server.ClientCertificates);
    }

    [Theory]
    [InlineData("no certificate", "no key", "")]
    [InlineData(null, "key", "key without its certificate")]
    public void A_client_certificate_that_is_none_is_said(string? certificate, string key, string part)
    {
        KubeUser user = new()
        {
            Name = "ann",
            CertificateData = certificate is null ? null : System.Text.Encoding.ASCII.GetBytes(certificate),
            KeyData = System.Text.Encoding.ASCII.GetBytes(key),
        };
        KubeConnection connection = new(new Uri("https://x"), "", new KubeCluster(), user, new KubeEnvironment());
        KubernetesException error = Assert.Throws<KubernetesException>(() => new KubernetesClient(connection));
        Assert.Contains("user 'ann'", error.Message, StringComparison.Ordinal);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_tls_is_said()
    {
        TestServer server = new((_, answer) => answer.RawAsync("HTTP/1.1 400 Bad Request\r\n\r\n"));
        KubeConnection connection = new(
            new Uri($"https://127.0.0.1:{server.Port}"), "", new KubeCluster(), new KubeUser(), new KubeEnvironment { Variable = _ => null });
        using KubernetesClient client = new(connection);
        // The server reads the greeting as a request that never ends, so that it must be ended.
        Task<ApiResponse> asking = client.SendAsync(new ApiRequest("/x"), Cancel);
        await Task.WhenAny(asking, Task.Delay(200, Cancel));
        await server.DisposeAsync();
        KubernetesException error = await Assert.ThrowsAsync<KubernetesException>(() => asking);
        Assert.Equal(KubernetesError.Tls, error.Error);
    }

    private static TestServer Server(X509Certificate2 certificate, bool wantsCertificate = false) => new(
        (_, answer) => answer.JsonAsync("{}"),
        new SslServerAuthenticationOptions
        {
            ServerCertificate = certificate,
            ClientCertificateRequired = wantsCertificate,
            RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null || !wantsCertificate,
        });

    private static async Task AskAsync(TestServer server, KubeCluster cluster, KubeUser? user = null)
    {
        using KubernetesClient client = new(server.Connection(user, cluster));
        await client.SendAsync(new ApiRequest("/x"), Cancel);
    }

    private static async Task<string> ErrorAsync(TestServer server, KubeCluster cluster)
    {
        KubernetesException error = await Assert.ThrowsAsync<KubernetesException>(() => AskAsync(server, cluster));
        Assert.Equal(KubernetesError.Tls, error.Error);
        Assert.DoesNotContain('\n', error.Message);
        return error.Message;
    }
}
