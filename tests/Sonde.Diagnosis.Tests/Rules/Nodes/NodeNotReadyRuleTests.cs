using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;
using Sonde.Diagnosis.Tests.Rules.Scheduling;
using static Sonde.Diagnosis.Tests.Rules.Scheduling.Fixtures;

namespace Sonde.Diagnosis.Tests.Rules.Nodes;

public sealed class NodeNotReadyRuleTests
{
    private const string Unknown = """
        {"type":"Ready","status":"Unknown","reason":"NodeStatusUnknown","message":"Kubelet stopped posting node status.","lastTransitionTime":"2026-01-02T11:30:00Z"}
        """;

    private readonly NodeNotReadyRule _rule = new();

    [Fact]
    public void A_silent_kubelet_takes_its_pods_down_with_it()
    {
        RootCause root = Assert.Single(Lease(new TestCluster().Node("n1", ready: Unknown), "n1", "2026-01-02T11:29:00Z")
            .Deployment("web", Spec("\"nodeName\":\"n1\""), NotReady).Diagnose().Roots);
        Assert.Equal("node-not-ready", root.Finding.Rule);
        Assert.Contains("its kubelet has been silent for 31 min", root.Finding.Title, StringComparison.Ordinal);
        Assert.Contains(root.Effects, effect => effect.Subject.ToString() == "Deployment shop/web");
    }

    [Theory]
    [InlineData("container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized", "network plug-in (CNI)")]
    [InlineData("[container runtime is down, PLEG is not healthy: pleg was last seen active 5m0s ago; threshold is 3m0s]", "container runtime")]
    [InlineData("node is shutting down", "shutting down")]
    public void The_reason_is_read_from_the_kubelets_words(string message, string expected) => Assert.Contains(expected, Assert.Single(new TestCluster()
        .Node("n1", ready: $$"""{"type":"Ready","status":"False","reason":"KubeletNotReady","message":"{{message}}"}""").Evaluate(_rule)).Title, StringComparison.Ordinal);

    [Fact]
    public void A_lease_far_behind_the_others_is_a_warning()
    {
        TestCluster cluster = Lease(Lease(new TestCluster().Node("n1").Node("n2"), "n1", "2026-01-02T11:55:00Z"), "n2", "2026-01-02T11:59:55Z");
        Finding finding = Assert.Single(cluster.Evaluate(_rule));
        Assert.Equal("Node n1", finding.Subject.ToString());
        Assert.Equal(Severity.Warning, finding.Severity);
    }

    [Fact]
    public void A_snapshot_that_took_long_silences_nobody() => Assert.Empty(
        Lease(Lease(new TestCluster().Node("n1").Node("n2"), "n1", "2026-01-02T11:55:00Z"), "n2", "2026-01-02T11:55:08Z").Evaluate(_rule));

    [Fact]
    public void A_node_that_joins_is_only_worth_knowing() => Assert.Equal(Severity.Info, Assert.Single(new TestCluster().Add("""
        {"apiVersion":"v1","kind":"Node","metadata":{"name":"new","creationTimestamp":"2026-01-02T11:59:00Z"},
         "status":{"conditions":[{"type":"Ready","status":"False","reason":"KubeletNotReady","message":"cni plugin not initialized"}]}}
        """).Evaluate(_rule)).Severity);

    private static TestCluster Lease(TestCluster cluster, string node, string renewed) => cluster.Add($$"""
        {"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"{{node}}","namespace":"kube-node-lease"},
         "spec":{"holderIdentity":"{{node}}","leaseDurationSeconds":40,"renewTime":"{{renewed}}"} }
        """);
}
