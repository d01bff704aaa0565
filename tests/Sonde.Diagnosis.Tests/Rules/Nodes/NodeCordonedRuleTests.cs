using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Tests.Rules.Scheduling;
using static Sonde.Diagnosis.Tests.Rules.Scheduling.Fixtures;

namespace Sonde.Diagnosis.Tests.Rules.Nodes;

public sealed class NodeCordonedRuleTests
{
    private const string Cordon = """{"unschedulable":true,"taints":[{"key":"node.kubernetes.io/unschedulable","effect":"NoSchedule"}]}""";

    [Fact]
    public void A_pod_that_would_fit_there_makes_the_cordon_the_cause()
    {
        RootCause root = Assert.Single(new TestCluster().Node("n1", spec: Cordon).Node("n2").On("n2", "big", container: Asks("4"))
            .Deployment("web", Spec(container: Asks("2")), Refused()).Diagnose().Roots);
        Assert.Equal("node-cordoned Node n1", $"{root.Finding.Rule} {root.Finding.Subject}");
        Assert.Equal("kubectl uncordon n1", Assert.Single(root.Finding.Remedies).Command);
        Assert.Contains(root.Effects, effect => effect.Subject.ToString() == "Deployment shop/web");
    }

    [Fact]
    public void A_cordoned_node_that_is_too_small_is_not_the_cause() => Assert.Equal("unschedulable-resources", Assert.Single(new TestCluster()
        .Node("n1", cpu: "1", spec: Cordon).Node("n2").On("n2", "big", container: Asks("4"))
        .Deployment("web", Spec(container: Asks("2")), Refused()).Diagnose().Roots).Finding.Rule);

    [Fact]
    public void A_cordon_that_nobody_feels_is_none() => Assert.Empty(new TestCluster().Node("n1", spec: Cordon).Node("n2")
        .Deployment("web", Spec("\"nodeName\":\"n2\""), Running).Diagnose().Roots);
}
