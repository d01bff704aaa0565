using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;
using Sonde.Diagnosis.Tests.Rules.Services;

namespace Sonde.Diagnosis.Tests.Rules.Names;

public sealed class DnsRuleTests
{
    private const string Line = "dial tcp: lookup api on 10.96.0.10:53: server misbehaving";

    [Fact]
    public void A_server_that_is_scaled_to_zero_is_the_root_and_its_callers_are_effects()
    {
        DiagnosisResult result = Callers(3).Dns(0, "").Diagnose();
        RootCause root = Assert.Single(result.Roots);
        Assert.Equal("dns-down", root.Finding.Rule);
        Assert.Equal("Deployment kube-system/coredns", root.Finding.Subject.ToString());
        Assert.Contains("coredns is scaled to zero", root.Finding.Title, StringComparison.Ordinal);
        Assert.Contains(root.Effects, effect => effect.Subject.ToString() == "Deployment shop/web0");
    }

    [Fact]
    public void A_server_that_crashes_is_told_by_its_crash()
    {
        RootCause root = Assert.Single(Callers(1).Dns(1, Pods.Crashed(1)).Diagnose().Roots);
        Assert.Equal("container-crash", root.Finding.Rule);
        Assert.Equal("Deployment kube-system/coredns", root.Finding.Subject.ToString());
    }

    [Fact]
    public void A_server_that_serves_is_well() => Assert.Empty(new TestCluster().Dns(1, Pods.Ready()).Evaluate(new DnsDownRule()));

    [Fact]
    public void Another_service_without_endpoints_is_not_the_dns() => Assert.Empty(new TestCluster().Complete("Pod").Service("web", """{"app":"x"}""").Evaluate(new DnsDownRule()));

    [Theory]
    [InlineData("\"dnsPolicy\":\"Default\"", "its dnsPolicy is Default")]
    [InlineData("\"dnsPolicy\":\"None\",\"dnsConfig\":{\"nameservers\":[\"192.0.2.53\"]}", "so that it asks only 192.0.2.53")]
    [InlineData("\"hostNetwork\":true,\"dnsPolicy\":\"ClusterFirst\"", "it uses the node's network")]
    public void A_pod_that_does_not_ask_the_clusters_dns_is_its_own_cause(string pod, string text)
    {
        Finding finding = Assert.Single(Callers(1, pod).Evaluate(new DnsResolutionFailedRule()));
        Assert.Contains(text, finding.Title, StringComparison.Ordinal);
        Assert.Equal("Deployment shop/web0", finding.Subject.ToString());
        Assert.Equal(Confidence.Certain, finding.Confidence);
    }

    [Fact]
    public void When_many_suffer_the_server_is_named() => Assert.All(
        Callers(3).Dns(1, Pods.Ready()).Evaluate(new DnsResolutionFailedRule()), finding => Assert.Equal("Deployment kube-system/coredns", finding.Subject.ToString()));

    [Fact]
    public void One_that_has_got_over_it_is_well() => Assert.Empty(new TestCluster().Service("api", """{"app":"api"}""").Deployment("web", Pods.Spec(), Pods.Ready())
        .Log("web-1-a", "app", false, Line, Line, "connected to api").Evaluate(new DnsResolutionFailedRule()));

    [Theory]
    [InlineData("2026-01-02T09:00:00Z " + Line, "2026-01-02T09:00:01Z " + Line)]
    [InlineData("starting", Line)]
    public void What_was_said_long_ago_or_once_is_history(params string[] lines) => Assert.Empty(new TestCluster().Service("api", """{"app":"api"}""")
        .Deployment("web", Pods.Spec(), Pods.Ready()).Log("web-1-a", "app", false, lines).Evaluate(new DnsResolutionFailedRule()));

    [Fact]
    public void A_name_that_no_service_has_is_another_cause() => Assert.Empty(new TestCluster().Deployment("web", Pods.Spec(), Pods.Ready())
        .Log("web-1-a", "app", false, Line, Line).Evaluate(new DnsResolutionFailedRule()));

    private static TestCluster Callers(int count, string pod = "")
    {
        TestCluster cluster = new TestCluster().Complete("Pod").Service("api", """{"app":"api"}""").Pod("api-0", Pods.Spec(), Pods.Ready(), """{"app":"api"}""");
        for (int i = 0; i < count; i++)
            cluster.Deployment($"web{i}", Pods.Spec(""" "env":[{"name":"API_URL","value":"http://api"}] """, pod: pod), Pods.Ready()).Log($"web{i}-1-a", "app", false, Line, Line);
        return cluster;
    }
}
