using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Tests.Rules.Rollouts;

public sealed class RolloutStuckRuleTests
{
    private const string Exceeded = """
        {"replicas":2,"updatedReplicas":1,"availableReplicas":1,"readyReplicas":1,
         "conditions":[{"type":"Progressing","status":"False","reason":"ProgressDeadlineExceeded","message":"ReplicaSet \"web-2\" has timed out progressing."}]}
        """;

    private readonly RolloutStuckRule _rule = new();

    [Fact]
    public void What_the_revision_changed_is_the_first_evidence()
    {
        Finding finding = Assert.Single(Revisions.Web(status: Exceeded).Diagnose().Roots).Finding;
        Assert.Equal("rollout-stuck", finding.Rule);
        Assert.Equal(Severity.Warning, finding.Severity);
        Assert.Contains("0 of 1 pod ready", finding.Title, StringComparison.Ordinal);
        Assert.Contains("revision 1 still serves with 1 pod", finding.Title, StringComparison.Ordinal);
        Assert.Contains("containers[app].args[0]: --old → --new", finding.Evidence[0].Value, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", string.Join(' ', finding.Evidence), StringComparison.Ordinal);
    }

    [Fact]
    public void A_rollout_that_is_complete_is_none() => Assert.Empty(Revisions.Web(status: Exceeded
        .Replace("\"replicas\":2", "\"replicas\":1", StringComparison.Ordinal), newPod: Revisions.Ready).Evaluate(_rule));

    [Fact]
    public void A_rollout_within_its_deadline_is_none() => Assert.Empty(Revisions.Web(status: Exceeded
        .Replace("ProgressDeadlineExceeded", "ReplicaSetUpdated", StringComparison.Ordinal)).Evaluate(_rule));

    [Fact]
    public void Pods_that_cannot_be_created_are_refused_by_somebody() => Assert.Empty(Revisions.Web(status: Exceeded.Replace(
        "\"conditions\":[", """ "conditions":[{"type":"ReplicaFailure","status":"True","reason":"FailedCreate","message":"exceeded quota"},""", StringComparison.Ordinal)).Evaluate(_rule));
}
