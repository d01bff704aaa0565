using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Tests.Rules.Scheduling;

/// <summary>Pods that name a node which is not there.</summary>
public sealed class NodeNameMissingRuleTests
{
    private const string Pinned = """{"nodeName":"worker-3","containers":[{"name":"app","image":"a"}]}""";

    [Fact]
    public void The_node_and_a_near_one_are_named()
    {
        TestCluster cluster = Nodes("worker-03").Deployment("web", Pinned, """{"phase":"Pending"}""");
        Finding finding = Assert.Single(cluster.Evaluate(new NodeNameMissingRule()));
        Assert.Equal("spec.nodeName binds its pods to the node worker-3, which does not exist; worker-03 exists: they stay Pending until the garbage collector removes them, and new ones are made", finding.Title);
        Assert.Contains("nodeName: null", finding.Remedies[0].Patch, StringComparison.Ordinal);
        Assert.Equal("node-name-missing", cluster.Diagnose().Roots[0].Finding.Rule);
    }

    [Fact]
    public void A_pod_whose_node_went_away_was_not_bound_by_name() => Assert.Empty(
        Nodes("n2").Pod("alone", """{"nodeName":"n1","containers":[{"name":"app","image":"a"}]}""", Pods.NotReady).Evaluate(new NodeNameMissingRule()));

    [Fact]
    public void A_node_that_exists_is_no_fault() => Assert.Empty(Nodes("worker-3").Deployment("web", Pinned, Pods.NotReady).Evaluate(new NodeNameMissingRule()));

    [Fact]
    public void Where_nodes_could_not_be_read_nothing_is_said() => Assert.Empty(new TestCluster().Deployment("web", Pinned, """{"phase":"Pending"}""").Evaluate(new NodeNameMissingRule()));

    private static TestCluster Nodes(string name) => new TestCluster().Complete("Node").Object("v1", "Node", name, """ "status":{"conditions":[{"type":"Ready","status":"True"}]} """, "");
}
