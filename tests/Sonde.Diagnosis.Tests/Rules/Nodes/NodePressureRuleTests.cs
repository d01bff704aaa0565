using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;
using Sonde.Diagnosis.Tests.Rules.Scheduling;
using static Sonde.Diagnosis.Tests.Rules.Scheduling.Fixtures;

namespace Sonde.Diagnosis.Tests.Rules.Nodes;

public sealed class NodePressureRuleTests
{
    private const string Pressed = """
        {"type":"Ready","status":"True"},{"type":"DiskPressure","status":"True","reason":"KubeletHasDiskPressure","message":"kubelet has disk pressure","lastTransitionTime":"2026-01-02T11:50:00Z"}
        """;

    private readonly NodePressureRule _rule = new();

    [Fact]
    public void Pods_that_wait_for_the_node_are_effects()
    {
        RootCause root = Assert.Single(new TestCluster()
            .Node("n1", ready: Pressed, spec: """{"taints":[{"key":"node.kubernetes.io/disk-pressure","effect":"NoSchedule"}]}""")
            .Deployment("web", Spec(), Refused()).Diagnose().Roots);
        Assert.Equal("node-pressure", root.Finding.Rule);
        Assert.Contains("disk space", root.Finding.Title, StringComparison.Ordinal);
        Assert.Contains(root.Effects, effect => effect.Subject.ToString() == "Deployment shop/web");
    }

    [Fact]
    public void An_eviction_of_a_moment_ago_tells_of_it_when_the_condition_is_gone()
    {
        Finding finding = Assert.Single(Evicted(new TestCluster().Node("n1"), "The node was low on resource: memory. Threshold quantity: 100Mi, available: 50Mi. ", "2026-01-02T11:50:00Z").Evaluate(_rule));
        Assert.Equal(Severity.Warning, finding.Severity);
        Assert.Contains("was short of memory", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void An_eviction_long_ago_is_history() => Assert.Empty(
        Evicted(new TestCluster().Node("n1"), "The node was low on resource: memory.", "2026-01-02T10:00:00Z").Evaluate(_rule));

    [Fact]
    public void A_pods_own_excess_says_nothing_of_the_node() => Assert.Empty(
        Evicted(new TestCluster().Node("n1"), "Pod ephemeral local storage usage exceeds the total limit of containers 1Gi. ", "2026-01-02T11:50:00Z").Evaluate(_rule));

    [Fact]
    public void A_healthy_condition_is_none() => Assert.Empty(new TestCluster()
        .Node("n1", ready: """{"type":"Ready","status":"True"},{"type":"MemoryPressure","status":"False"}""").Evaluate(_rule));

    internal static TestCluster Evicted(TestCluster cluster, string message, string time, string name = "gone-1") => cluster.Pod(name, Spec("\"nodeName\":\"n1\""), $$"""
        {"phase":"Failed","reason":"Evicted","message":"{{message}}","conditions":[{"type":"DisruptionTarget","status":"True","lastTransitionTime":"{{time}}"}]}
        """, owners: """[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"web-1","uid":"r-web","controller":true}]""");
}
