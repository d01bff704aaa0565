using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Tests.Rules.Rollouts;

public sealed class DeploymentPausedRuleTests
{
    private readonly DeploymentPausedRule _rule = new();

    [Fact]
    public void A_change_that_waits_is_shown()
    {
        Finding finding = Assert.Single(Paused("--changed").Evaluate(_rule));
        Assert.Equal(Severity.Warning, finding.Severity);
        Assert.Contains("is paused while its template changed (containers[app].args[0]", finding.Title, StringComparison.Ordinal);
        Assert.Equal("kubectl rollout resume -n shop deployment/web", Assert.Single(finding.Remedies).Command);
    }

    [Fact]
    public void Without_a_change_a_pause_is_harmless() => Assert.Empty(Paused("--old").Evaluate(_rule));

    [Fact]
    public void A_change_without_a_pause_rolls_out() => Assert.Empty(Revisions.Web().Evaluate(_rule));

    [Fact]
    public void One_that_was_never_rolled_out_has_no_pods() => Assert.Contains("never been rolled out", Assert.Single(new TestCluster().Complete("ReplicaSet").Add($$"""
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"shop"},"spec":{"replicas":1,"paused":true,"template":{{Revisions.Template("--x")}} } }
        """).Evaluate(_rule)).Title, StringComparison.Ordinal);

    private static TestCluster Paused(string argument) => new TestCluster().Add($$"""
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"shop","uid":"d"},
         "spec":{"replicas":1,"paused":true,"template":{{Revisions.Template(argument)}} },"status":{"replicas":1,"updatedReplicas":1,"availableReplicas":1} }
        """).Add(Revisions.Set(1, "--old", "2026-01-02T10:00:00Z").Replace("\"template\":{\"metadata\":{\"labels\":{", "\"template\":{\"metadata\":{\"labels\":{\"pod-template-hash\":\"x\",", StringComparison.Ordinal));
}
