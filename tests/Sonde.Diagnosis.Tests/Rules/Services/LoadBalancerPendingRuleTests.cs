using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Tests.Rules.Services;

/// <summary>Services that wait for an address from outside.</summary>
public sealed class LoadBalancerPendingRuleTests
{
    [Fact]
    public void Without_any_word_nobody_makes_load_balancers()
    {
        Finding finding = Assert.Single(Front("").Evaluate(new LoadBalancerPendingRule()));
        Assert.Equal(Severity.Warning, finding.Severity);
        Assert.Equal(Confidence.Likely, finding.Confidence);
        Assert.EndsWith("no word of anybody who serves load balancers in this cluster (a cloud controller, MetalLB)", finding.Title, StringComparison.Ordinal);
        Assert.Contains(finding.Remedies, remedy => remedy.Text.Contains("30080", StringComparison.Ordinal));
    }

    [Fact]
    public void The_class_is_named() => Assert.Contains("loadBalancerClass example.com/inner", Assert.Single(Front(""" "loadBalancerClass":"example.com/inner", """).Evaluate(new LoadBalancerPendingRule())).Title, StringComparison.Ordinal);

    [Fact]
    public void What_the_cloud_says_is_certain()
    {
        Finding finding = Assert.Single(Front("").EventAbout("Service", "front", "SyncLoadBalancerFailed", "Error syncing load balancer: failed to ensure load balancer: quota 'addresses' exceeded").Evaluate(new LoadBalancerPendingRule()));
        Assert.Equal(Confidence.Certain, finding.Confidence);
        Assert.Contains("quota 'addresses' exceeded", finding.Title, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-01-02T11:00:00Z", """{"loadBalancer":{"ingress":[{"ip":"192.0.2.7"}]}}""")]
    [InlineData("2026-01-02T11:58:00Z", """{"loadBalancer":{}}""")]
    public void One_that_has_an_address_or_is_new_is_no_fault(string created, string status) => Assert.Empty(Front("", created, status).Evaluate(new LoadBalancerPendingRule()));

    private static TestCluster Front(string spec, string created = "2026-01-02T11:00:00Z", string status = """{"loadBalancer":{}}""") => new TestCluster().Add($$"""
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"front","namespace":"shop","creationTimestamp":"{{created}}"},
         "spec":{ {{spec}}"type":"LoadBalancer","clusterIP":"10.96.0.9","selector":{"app":"web"},"ports":[{"port":80,"nodePort":30080}]},"status":{{status}} }
        """);
}
