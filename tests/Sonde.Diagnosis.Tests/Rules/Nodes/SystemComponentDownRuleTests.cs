using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Tests.Rules.Scheduling;

namespace Sonde.Diagnosis.Tests.Rules.Nodes;

public sealed class SystemComponentDownRuleTests
{
    private const string NoNetwork = """{"type":"Ready","status":"False","reason":"KubeletNotReady","message":"container runtime network not ready: NetworkReady=false cni plugin not initialized"}""";

    [Fact]
    public void A_network_plugin_that_chooses_no_node_takes_the_nodes_down()
    {
        RootCause root = Assert.Single(new TestCluster().Node("n1", ready: NoNetwork)
            .Add(DaemonSet("docker.io/flannel/flannel:v0.25", """ "nodeSelector":{"never":"here"}, """, 0)).Diagnose().Roots);
        Assert.Equal("system-component-down", root.Finding.Rule);
        Assert.Contains("chooses no node", root.Finding.Title, StringComparison.Ordinal);
        Assert.Contains(root.Effects, effect => effect.Subject.ToString() == "Node n1");
    }

    [Fact]
    public void A_node_without_a_pod_of_kube_proxy_is_named() => Assert.Contains("the kube-proxy does not run on n1", Assert.Single(new TestCluster()
        .Node("n1").Add(DaemonSet("registry.k8s.io/kube-proxy:v1.36.0", "", 1)).Diagnose().Roots).Finding.Title, StringComparison.Ordinal);

    [Fact]
    public void A_driver_that_is_not_for_this_node_is_well() => Assert.Empty(new TestCluster().Node("n1")
        .Add(DaemonSet("registry.k8s.io/sig-storage/csi-node-driver-registrar:v2", """ "nodeSelector":{"storage":"yes"}, """, 0)).Diagnose().Roots);

    [Fact]
    public void An_ordinary_DaemonSet_is_none() => Assert.DoesNotContain(new TestCluster().Node("n1").Add(DaemonSet("example.com/agent:1", "", 1)).Diagnose().Roots,
        root => root.Finding.Rule == "system-component-down");

    private static string DaemonSet(string image, string spec, int desired) => $$"""
        {"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"name":"agent","namespace":"kube-system","creationTimestamp":"2026-01-01T00:00:00Z"},
         "spec":{"selector":{"matchLabels":{"a":"b"} },"template":{"metadata":{"labels":{"a":"b"} },"spec":{ {{spec}} "containers":[{"name":"c","image":"{{image}}"}]} } },
         "status":{"desiredNumberScheduled":{{desired}},"numberReady":0,"updatedNumberScheduled":{{desired}} } }
        """;
}
