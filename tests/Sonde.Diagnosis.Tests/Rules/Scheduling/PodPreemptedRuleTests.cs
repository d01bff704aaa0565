using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;
using static Sonde.Diagnosis.Tests.Rules.Scheduling.Fixtures;

namespace Sonde.Diagnosis.Tests.Rules.Scheduling;

public sealed class PodPreemptedRuleTests
{
    [Fact]
    public void The_winner_and_both_priorities_are_named()
    {
        DiagnosisResult diagnosis = Lost(new TestCluster(), Refused("0/1 nodes are available: 1 Insufficient cpu.")).Diagnose();
        Finding finding = Assert.Single(diagnosis.Roots).Finding;
        Assert.Equal("pod-preempted", finding.Rule);
        Assert.Contains("by Pod shop/vip (priority 1000 (vip) over 0)", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Pods_that_found_room_again_are_left_alone() =>
        Assert.Empty(Lost(new TestCluster(), Running).Evaluate(new PodPreemptedRule()));

    [Fact]
    public void Another_workloads_preemption_explains_nothing() => Assert.Equal("unschedulable-resources", Assert.Single(new TestCluster()
        .Node("n1").Deployment("web", Spec(container: Asks("6")), Refused())
        .Event("api-1-z", "Preempted", "Preempted by pod p-vip on node n1", container: "").Diagnose().Roots).Finding.Rule);

    private static TestCluster Lost(TestCluster cluster, string status) => cluster.Node("n1")
        .On("n1", "vip", "\"priority\":1000,\"priorityClassName\":\"vip\"", Asks("3"))
        .Deployment("web", Spec(container: Asks("2")), status)
        .Event("web-1-z", "Preempted", "Preempted by pod p-vip on node n1", container: "");
}
