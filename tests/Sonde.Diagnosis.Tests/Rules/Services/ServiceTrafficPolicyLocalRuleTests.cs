using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;
using Sonde.Diagnosis.Tests.Rules.Scheduling;
using static Sonde.Diagnosis.Tests.Rules.Scheduling.Fixtures;

namespace Sonde.Diagnosis.Tests.Rules.Services;

public sealed class ServiceTrafficPolicyLocalRuleTests
{
    private const string Local = "\"internalTrafficPolicy\":\"Local\"";

    private readonly ServiceTrafficPolicyLocalRule _rule = new();

    [Fact]
    public void A_caller_on_a_node_without_endpoint_is_cut_off()
    {
        Finding finding = Assert.Single(Called("n2", Local).Evaluate(_rule));
        Assert.Equal("Service shop/cache", finding.Subject.ToString());
        Assert.Contains("callers on n2 have no ready endpoint on their node (Deployment shop/web)", finding.Title, StringComparison.Ordinal);
        Assert.Equal("Deployment shop/web", Assert.Single(finding.Effects).Subject.ToString());
    }

    [Theory]
    [InlineData("n1", Local)]
    [InlineData("n2", "\"internalTrafficPolicy\":\"Cluster\"")]
    public void A_caller_beside_an_endpoint_or_without_the_policy_is_served(string node, string policy) =>
        Assert.Empty(Called(node, policy).Evaluate(_rule));

    [Fact]
    public void Node_ports_without_local_endpoint_drop_what_comes_in()
    {
        Finding finding = Assert.Single(Called("n1", "\"type\":\"NodePort\",\"externalTrafficPolicy\":\"Local\"").Evaluate(_rule));
        Assert.Equal(Severity.Warning, finding.Severity);
        Assert.Contains("n2 has no local endpoint", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_service_that_serves_nobody_suffers_from_something_else() => Assert.Empty(new TestCluster().Node("n1")
        .Service("cache", """{"app":"cache"}""", more: Local).Deployment("web", Caller("n1"), Running).Evaluate(_rule));

    private static TestCluster Called(string node, string policy) => new TestCluster().Node("n1").Node("n2")
        .Service("cache", """{"app":"cache"}""", more: policy).Slice("cache", "n1").Deployment("web", Caller(node), Running);

    private static string Caller(string node) =>
        Spec($"\"nodeName\":\"{node}\"", """ "env":[{"name":"CACHE","value":"cache:80"}] """);
}
