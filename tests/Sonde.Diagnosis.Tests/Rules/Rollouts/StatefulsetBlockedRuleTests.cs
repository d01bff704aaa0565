using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Tests.Rules.Rollouts;

public sealed class StatefulsetBlockedRuleTests
{
    private readonly StatefulsetBlockedRule _rule = new();

    [Fact]
    public void The_ordinal_that_holds_up_the_others_is_named()
    {
        Finding finding = Assert.Single(Set("", Pod(0, Revisions.NotReady, "r1")).Evaluate(_rule));
        Assert.Contains("db-0 is not ready, and 2 of 3 pods are not created because of that", finding.Title, StringComparison.Ordinal);
        Assert.Equal(Severity.Error, finding.Severity);
    }

    [Fact]
    public void A_pod_of_a_template_that_was_repaired_since_has_to_be_deleted() => Assert.Equal("kubectl delete pod -n shop db-2", Assert.Single(Assert.Single(
        Set("", Pod(0, Revisions.Ready, "r1"), Pod(1, Revisions.Ready, "r1"), Pod(2, Revisions.NotReady, "r2")).Evaluate(_rule)).Remedies).Command);

    [Fact]
    public void Parallel_pods_wait_for_nobody() => Assert.Empty(Set("\"podManagementPolicy\":\"Parallel\",", Pod(0, Revisions.NotReady, "r3")).Evaluate(_rule));

    [Fact]
    public void The_last_one_holds_up_nobody() => Assert.Empty(
        Set("", Pod(0, Revisions.Ready, "r3"), Pod(1, Revisions.Ready, "r3"), Pod(2, Revisions.NotReady, "r3")).Evaluate(_rule));

    private static (int Ordinal, string Status, string Revision) Pod(int ordinal, string status, string revision) => (ordinal, status, revision);

    private static TestCluster Set(string more, params (int Ordinal, string Status, string Revision)[] pods)
    {
        TestCluster cluster = new TestCluster().Add($$"""
            {"apiVersion":"apps/v1","kind":"StatefulSet","metadata":{"name":"db","namespace":"shop","uid":"s"},
             "spec":{ {{more}}"replicas":3,"template":{{Revisions.Template("--x")}} },"status":{"currentRevision":"r1","updateRevision":"r3"} }
            """);
        foreach ((int ordinal, string status, string revision) in pods)
        {
            cluster.Pod($"db-{ordinal}", "{}", status, $$"""{"controller-revision-hash":"{{revision}}"}""",
                """[{"apiVersion":"apps/v1","kind":"StatefulSet","name":"db","uid":"s","controller":true}]""");
        }

        return cluster;
    }
}
