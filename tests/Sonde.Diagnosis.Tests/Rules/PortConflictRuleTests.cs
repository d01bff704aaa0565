using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Tests.Rules;

public sealed class PortConflictRuleTests
{
    private const string Two = """
        {"nodeName":"n1","containers":[{"name":"web","image":"a","ports":[{"containerPort":80}]},{"name":"app","image":"b","ports":[{"containerPort":9090}]}]}
        """;

    [Theory]
    [InlineData("nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)")]
    [InlineData("listen tcp :80: bind: address already in use")]
    [InlineData("Error: listen EADDRINUSE: address already in use :::80")]
    [InlineData("Port 80 is already in use")]
    public void The_other_container_of_the_pod_is_named(string line)
    {
        Finding finding = Assert.Single(new TestCluster().Deployment("web", Two, Pods.Crashed(1)).Log("web-1-a", "app", false, "starting", line, "bye").Diagnose().Roots).Finding;
        Assert.Equal("port-conflict", finding.Rule);
        Assert.Contains("container app cannot listen on port 80, restarted 6 times: container web of the same pod has it", finding.Title, StringComparison.Ordinal);
        Assert.Equal(Confidence.Certain, finding.Confidence);
    }

    [Fact]
    public void A_pod_in_the_network_of_the_same_node_is_named() => Assert.Contains("Pod shop/other on the same node", Assert.Single(new TestCluster()
        .Pod("other", """{"nodeName":"n1","hostNetwork":true,"containers":[{"name":"x","image":"a","ports":[{"containerPort":9100}]}]}""", Pods.Ready())
        .Deployment("web", Pods.Spec(pod: "\"hostNetwork\":true"), Pods.Crashed(1))
        .Log("web-1-a", "app", false, "listen tcp 0.0.0.0:9100: bind: address already in use").Evaluate(new PortConflictRule())).Title, StringComparison.Ordinal);

    [Fact]
    public void A_lone_container_collides_with_itself() => Assert.Equal("container-crash", Assert.Single(new TestCluster()
        .Deployment("web", Pods.Spec(), Pods.Crashed(1)).Log("web-1-a", "app", false, "listen tcp :80: bind: address already in use").Diagnose().Roots).Finding.Rule);
}
