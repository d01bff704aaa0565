using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;
using static Sonde.Diagnosis.Tests.Rules.Scheduling.Fixtures;

namespace Sonde.Diagnosis.Tests.Rules.Nodes;

public sealed class PodEvictedRuleTests
{
    private const string Own = "Container app exceeded its local ephemeral storage limit 1Gi. ";

    private readonly PodEvictedRule _rule = new();

    [Fact]
    public void Evictions_again_and_again_are_an_error_that_names_the_container()
    {
        TestCluster cluster = NodePressureRuleTests.Evicted(new TestCluster().Deployment("web", Spec(), Running), Own, "2026-01-02T11:50:00Z");
        Finding finding = Assert.Single(NodePressureRuleTests.Evicted(cluster, Own, "2026-01-02T11:40:00Z", "gone-2").Evaluate(_rule));
        Assert.Equal(Severity.Error, finding.Severity);
        Assert.Equal("app", finding.Container);
        Assert.Contains("2 pods were evicted", finding.Title, StringComparison.Ordinal);
        Assert.Equal(DateTimeOffset.Parse("2026-01-02T11:40:00Z", System.Globalization.CultureInfo.InvariantCulture), finding.Since);
    }

    [Fact]
    public void One_eviction_long_ago_is_only_worth_knowing() => Assert.Equal(Severity.Info, Assert.Single(
        NodePressureRuleTests.Evicted(new TestCluster().Deployment("web", Spec(), Running), Own, "2026-01-02T09:00:00Z").Evaluate(_rule)).Severity);

    [Fact]
    public void A_node_in_need_is_not_the_pods_fault() => Assert.Empty(NodePressureRuleTests.Evicted(
        new TestCluster().Deployment("web", Spec(), Running), "The node was low on resource: ephemeral-storage.", "2026-01-02T11:50:00Z").Evaluate(_rule));

    [Fact]
    public void A_pod_that_is_gone_is_known_from_its_event() => Assert.Single(new TestCluster().Deployment("web", Spec(), Running)
        .Event("web-1-zzzzz", "Evicted", Own, container: "").Evaluate(_rule));
}
