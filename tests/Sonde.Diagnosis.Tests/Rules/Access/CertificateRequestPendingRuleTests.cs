using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Tests.Rules.Access;

/// <summary>Certificates that kubelets wait for.</summary>
public sealed class CertificateRequestPendingRuleTests
{
    private const string Serving = "kubernetes.io/kubelet-serving";

    [Fact]
    public void The_newest_request_of_a_kubelet_tells_what_fails_without()
    {
        Finding finding = Assert.Single(new TestCluster().Request("csr-1", Serving, "2026-01-02T11:10:00Z").Request("csr-2", Serving, "2026-01-02T11:25:00Z").Evaluate(new CertificateRequestPendingRule()));
        Assert.Equal("csr-2", finding.Subject.Name);
        Assert.Equal(Severity.Warning, finding.Severity);
        Assert.Equal("a serving certificate for the kubelet of node n1 has not been approved (2 requests of it wait): kubectl logs and exec, and metrics, of its node fail with a TLS error once its kubelet has no certificate", finding.Title);
        Assert.Equal("kubectl certificate approve csr-2", finding.Remedies[1].Command);
    }

    [Fact]
    public void One_that_was_approved_and_not_signed_blames_the_signer() => Assert.Contains("was approved, and nobody has signed it", Assert.Single(
        new TestCluster().Request("csr-1", "kubernetes.io/kube-apiserver-client-kubelet", "2026-01-02T11:10:00Z", """{"conditions":[{"type":"Approved","status":"True","reason":"AutoApproved"}]}""").Evaluate(new CertificateRequestPendingRule())).Title, StringComparison.Ordinal);

    [Fact]
    public void What_was_issued_since_ends_the_matter() => Assert.Empty(new TestCluster().Request("csr-1", Serving, "2026-01-02T11:10:00Z")
        .Request("csr-2", Serving, "2026-01-02T11:25:00Z", """{"certificate":"LS0=","conditions":[{"type":"Approved","status":"True"}]}""").Evaluate(new CertificateRequestPendingRule()));

    [Theory]
    [InlineData("example.com/people", "2026-01-02T11:10:00Z")]
    [InlineData(Serving, "2026-01-02T11:58:00Z")]
    public void Other_signers_and_new_requests_may_wait(string signer, string created) => Assert.Empty(new TestCluster().Request("csr-1", signer, created).Evaluate(new CertificateRequestPendingRule()));
}
