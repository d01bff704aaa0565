using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Tests.Rules.Services;

/// <summary>Readiness gates.</summary>
public sealed class ReadinessGateUnsetRuleTests
{
    [Fact]
    public void The_gate_and_its_owner_are_named()
    {
        TestCluster cluster = Gated("2026-01-02T11:05:00Z", "");
        Finding finding = Assert.Single(cluster.Diagnose().Roots).Finding;
        Assert.Equal("readiness-gate-unset", finding.Rule);
        Assert.Equal("a pod is not ready although its containers are: the readiness gate target-health.elbv2.k8s.aws/web holds it back, nobody has set that condition", finding.Title);
        Assert.Contains("the AWS load balancer controller", finding.Remedies[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_owner_says_is_quoted() => Assert.Contains("that condition is False (Target is in the stopped state)",
        Assert.Single(Gated("2026-01-02T11:05:00Z", """,{"type":"target-health.elbv2.k8s.aws/web","status":"False","reason":"Unhealthy","message":"Target is in the stopped state"}""").Evaluate(new ReadinessGateUnsetRule())).Title, StringComparison.Ordinal);

    [Fact]
    public void A_gate_may_take_its_time() => Assert.Empty(Gated("2026-01-02T11:59:00Z", "").Evaluate(new ReadinessGateUnsetRule()));

    [Fact]
    public void Containers_that_are_not_ready_are_their_own_trouble() =>
        Assert.Empty(new TestCluster().Deployment("web", Pods.Spec(), Pods.NotReady).Evaluate(new ReadinessGateUnsetRule()));

    private static TestCluster Gated(string since, string more) => new TestCluster().Deployment("web", Pods.Spec(), $$"""
        {"phase":"Running","conditions":[{"type":"ContainersReady","status":"True","lastTransitionTime":"{{since}}"},
          {"type":"Ready","status":"False","reason":"ReadinessGatesNotReady","message":"corresponding condition of pod readiness gate \"target-health.elbv2.k8s.aws/web\" does not exist.","lastTransitionTime":"2026-01-02T11:00:00Z"}{{more}}],
         "containerStatuses":[{"name":"app","ready":true,"restartCount":0,"state":{"running":{"startedAt":"2026-01-02T11:00:05Z"} } }]}
        """);
}
