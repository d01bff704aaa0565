using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;
using static Sonde.Diagnosis.Tests.Rules.Scheduling.Fixtures;

namespace Sonde.Diagnosis.Tests.Rules.Scheduling;

public sealed class UnschedulableResourcesRuleTests
{
    private readonly UnschedulableResourcesRule _rule = new();

    [Fact]
    public void The_freest_node_and_what_it_has_left_are_named()
    {
        Finding finding = Assert.Single(new TestCluster().Node("n1").Node("n2")
            .On("n1", "big", container: Asks("3500m")).On("n2", "small", container: Asks("2600m"))
            .Deployment("web", Spec(container: Asks("2")), Refused("0/2 nodes are available: 2 Insufficient cpu."))
            .Evaluate(_rule));
        Assert.Equal("Deployment shop/web", finding.Subject.ToString());
        Assert.Contains("asks for 2 cpu, and the freest of both nodes (n2) has 1.4 of 4 cpu left", finding.Title, StringComparison.Ordinal);
        Assert.Contains(finding.Remedies, remedy => remedy.Text.Contains("at most 1.4 cpu", StringComparison.Ordinal));
        Assert.Equal(Confidence.Certain, finding.Confidence);
        Assert.Contains(finding.Evidence, evidence => evidence.Value.Contains("shop/small 2.6", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_resource_that_is_missing_is_named_and_in_one_remedy()
    {
        Finding finding = Assert.Single(new TestCluster().Node("n1").Deployment(
            "web", Spec(container: """ "resources":{"requests":{"cpu":"64","memory":"200Gi"}} """), Refused()).Evaluate(_rule));
        Assert.Contains("asks for 64 cpu and 200Gi memory", finding.Title, StringComparison.Ordinal);
        Assert.Contains("4 cpu and 8Gi memory per pod", finding.Remedies[0].Text, StringComparison.Ordinal);
        Assert.Contains("requests: {cpu: 4, memory: 8Gi}", finding.Remedies[0].Patch, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_pods_of_others_it_is_only_likely_and_says_so()
    {
        Finding finding = Assert.Single(new TestCluster().Node("n1", complete: false).On("n1", "big", container: Asks("3"))
            .Deployment("web", Spec(container: Asks("2")), Refused("0/1 nodes are available: 1 Insufficient cpu.")).Evaluate(_rule));
        Assert.Equal(Confidence.Likely, finding.Confidence);
        Assert.Contains("what pods of other namespaces take there is not known", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_request_larger_than_every_node_says_so() => Assert.Contains(
        "the only node (n1) has 4 cpu in all",
        Assert.Single(new TestCluster().Node("n1").Deployment("web", Spec(container: Asks("6")), Refused()).Evaluate(_rule)).Title,
        StringComparison.Ordinal);

    [Fact]
    public void Init_containers_sidecars_and_overhead_count()
    {
        // The init container needs 3 beside the sidecar's 0.5, the containers 1 and 0.5: at most 3.5, and the overhead 1.
        const string Init = """
            "overhead":{"cpu":"1"},"initContainers":[
             {"name":"side","image":"a","restartPolicy":"Always","resources":{"requests":{"cpu":"500m"}}},
             {"name":"prepare","image":"a","resources":{"requests":{"cpu":"3"}}}]
            """;
        Assert.Contains("asks for 4.5 cpu", Assert.Single(new TestCluster().Node("n1")
            .Deployment("web", Spec(Init, Asks("1")), Refused()).Evaluate(_rule)).Title, StringComparison.Ordinal);
    }

    [Fact]
    public void The_control_plane_is_not_blamed_for_its_taint() => Assert.Contains("has 4 cpu in all", Assert.Single(new TestCluster()
        .Node("cp", cpu: "16", spec: """{"taints":[{"key":"node-role.kubernetes.io/control-plane","effect":"NoSchedule"}]}""").Node("n1")
        .Deployment("web", Spec(container: Asks("6")), Refused()).Evaluate(_rule)).Title, StringComparison.Ordinal);

    [Fact]
    public void A_resource_that_no_node_offers_is_named() => Assert.Contains("it asks for 1 nvidia.com/gpu, which no node offers", Assert.Single(new TestCluster()
        .Node("n1").Deployment("web", Spec(container: """ "resources":{"limits":{"nvidia.com/gpu":"1"}} """), Refused())
        .Evaluate(_rule)).Title, StringComparison.Ordinal);

    [Fact]
    public void A_node_that_is_full_of_pods_is_named() => Assert.Contains("runs as many pods as allowed (1)", Assert.Single(new TestCluster()
        .Add("""{"kind":"Node","apiVersion":"v1","metadata":{"name":"n1"},"status":{"allocatable":{"cpu":"4","memory":"8Gi","pods":"1"},"conditions":[{"type":"Ready","status":"True"}]}}""")
        .On("n1", "other").Deployment("web", Spec(), Refused()).Evaluate(_rule)).Title, StringComparison.Ordinal);

    [Fact]
    public void Without_nodes_the_scheduler_is_believed()
    {
        Finding finding = Assert.Single(new TestCluster()
            .Deployment("web", Spec(container: Asks("2")), Refused("0/3 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 2 Insufficient cpu. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling."))
            .Evaluate(_rule));
        Assert.Contains("2 Insufficient cpu", finding.Title, StringComparison.Ordinal);
        Assert.DoesNotContain("Preemption", finding.Evidence[0].Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_kubelet_that_refuses_a_pod_is_quoted() => Assert.Contains("node n1 refuses 1 pod that was given to it (OutOfcpu)", Assert.Single(new TestCluster()
        .Node("n1").Deployment("web", Spec("\"nodeName\":\"n1\""), """
            {"phase":"Failed","reason":"OutOfcpu","message":"Pod was rejected: Node didn't have enough resource: cpu, requested: 6000, used: 100, capacity: 4000"}
            """).Evaluate(_rule)).Title, StringComparison.Ordinal);

    [Fact]
    public void A_new_image_is_not_why_a_pod_fits_nowhere() => Assert.DoesNotContain("revision", Assert.Single(Rollouts.Revisions
        .Web(newPod: Refused("0/1 nodes are available: 1 Insufficient cpu.")).Node("n1").On("n1", "big", container: Asks("4")).Diagnose().Roots,
            root => root.Finding.Rule == "unschedulable-resources").Finding.Title, StringComparison.Ordinal);

    [Fact]
    public void A_pod_that_runs_is_left_alone() => Assert.Empty(
        new TestCluster().Node("n1").Deployment("web", Spec("\"nodeName\":\"n1\"", Asks("6")), Running).Evaluate(_rule));

    [Fact]
    public void A_selector_that_no_node_meets_goes_first_when_that_alone_would_do() => Assert.Empty(
        new TestCluster().Node("n1").Deployment("web", Spec("\"nodeSelector\":{\"disk\":\"ssd\"}", Asks("1")), Refused()).Evaluate(_rule));

    [Fact]
    public void Two_obstacles_are_both_said()
    {
        const string Taint = """{"taints":[{"key":"dedicated","value":"db","effect":"NoSchedule"}]}""";
        RootCause root = Assert.Single(new TestCluster().Node("n1", spec: Taint).On("n1", "y", container: Asks("4"))
            .Deployment("web", Spec(container: Asks("2")), Refused()).Diagnose().Roots);
        Assert.Equal("unschedulable-taint", root.Finding.Rule);
        Assert.Contains("dedicated=db:NoSchedule", root.Finding.Title, StringComparison.Ordinal);
        Assert.Contains("n1 has 0m cpu left of 4 as well", root.Finding.Title, StringComparison.Ordinal);
    }
}
