using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;
using static Sonde.Diagnosis.Tests.Rules.Scheduling.Fixtures;

namespace Sonde.Diagnosis.Tests.Rules.Scheduling;

public sealed class UnschedulableNodeSelectorRuleTests
{
    private readonly UnschedulableNodeSelectorRule _rule = new();

    [Fact]
    public void The_label_that_no_node_has_is_named_with_what_they_have()
    {
        Finding finding = Assert.Single(new TestCluster().Node("n1", labels: "\"disk\":\"hdd\"")
            .Deployment("web", Spec("\"nodeSelector\":{\"disk\":\"ssd\",\"zone\":\"z-n1\"}"), Refused()).Evaluate(_rule));
        Assert.Contains("no node of 1 has disk=ssd; they have disk=hdd", finding.Title, StringComparison.Ordinal);
        Assert.Contains(finding.Remedies, remedy => remedy.Command == "kubectl label node n1 disk=ssd --overwrite");
    }

    [Fact]
    public void Affinity_is_evaluated_with_its_operators()
    {
        static string Affinity(string expression) => $$"""
            "affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchExpressions":[{{expression}}]}]} } }
            """;
        Assert.Contains("cores>8", Assert.Single(new TestCluster().Node("n1", labels: "\"cores\":\"8\"")
            .Deployment("web", Spec(Affinity("""{"key":"cores","operator":"Gt","values":["8"]}""")), Refused()).Evaluate(_rule)).Title, StringComparison.Ordinal);
        Assert.Empty(new TestCluster().Node("n1", labels: "\"cores\":\"16\"")
            .Deployment("web", Spec(Affinity("""{"key":"cores","operator":"Gt","values":["8"]}"""), Asks("9")), Refused()).Evaluate(_rule));
    }

    [Fact]
    public void When_no_node_meets_all_the_nearest_is_shown() => Assert.Contains("the nearest, n1, lacks the label b=2", Assert.Single(new TestCluster()
        .Node("n1", labels: "\"a\":\"1\"").Node("n2", labels: "\"b\":\"2\"")
        .Deployment("web", Spec("\"nodeSelector\":{\"a\":\"1\",\"b\":\"2\"}"), Refused()).Evaluate(_rule)).Title, StringComparison.Ordinal);

    [Fact]
    public void A_node_that_does_not_exist_is_named() => Assert.Contains("name the node node-l, which does not exist; node-1 does", Assert.Single(new TestCluster()
        .Complete("Node").Node("node-1").Deployment("web", Spec("\"nodeName\":\"node-l\""), """{"phase":"Pending"}""").Evaluate(_rule)).Title, StringComparison.Ordinal);

    [Fact]
    public void A_node_that_matches_and_is_down_is_the_cause_itself()
    {
        RootCause root = Assert.Single(new TestCluster().Node("n1")
            .Node("n2", labels: "\"disk\":\"ssd\"", ready: """{"type":"Ready","status":"Unknown","reason":"NodeStatusUnknown","message":"Kubelet stopped posting node status.","lastTransitionTime":"2026-01-02T10:30:00Z"}""",
                spec: """{"taints":[{"key":"node.kubernetes.io/unreachable","effect":"NoSchedule"}]}""")
            .Deployment("web", Spec("\"nodeSelector\":{\"disk\":\"ssd\"}"), Refused()).Diagnose().Roots);
        Assert.Equal("node-not-ready", root.Finding.Rule);
        Assert.Contains(root.Effects, effect => effect.Subject.ToString() == "Deployment shop/web");
    }
}
