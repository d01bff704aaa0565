using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;
using static Sonde.Diagnosis.Tests.Rules.Scheduling.Fixtures;

namespace Sonde.Diagnosis.Tests.Rules.Scheduling;

/// <summary>Nobody schedules a pod, or somebody holds it back.</summary>
public sealed class SchedulerRulesTests
{
    private const string Pending = """{"phase":"Pending"}""";

    [Fact]
    public void An_unknown_scheduler_is_named() => Assert.Contains("batch", Assert.Single(new TestCluster()
        .Deployment("web", Spec("\"schedulerName\":\"batch\""), Pending).Evaluate(new SchedulerAbsentRule())).Title, StringComparison.Ordinal);

    [Fact]
    public void Without_any_scheduler_the_cluster_is_the_subject()
    {
        RootCause root = Assert.Single(new TestCluster().Deployment("web", Spec(), Pending).Deployment("api", Spec(), Pending).Diagnose().Roots);
        Assert.Equal("Cluster cluster", root.Finding.Subject.ToString());
        Assert.Equal(2, root.Effects.Count);
    }

    [Fact]
    public void A_pod_that_was_refused_has_a_scheduler() => Assert.Empty(new TestCluster()
        .Deployment("web", Spec(), Refused()).Evaluate(new SchedulerAbsentRule()));

    [Fact]
    public void Gates_are_named() => Assert.Contains("example.com/quota", Assert.Single(new TestCluster()
        .Deployment("web", Spec("\"schedulingGates\":[{\"name\":\"example.com/quota\"}]"), Pending).Evaluate(new SchedulingGatedRule())).Title, StringComparison.Ordinal);

    [Fact]
    public void A_pod_with_gates_is_not_forgotten_and_one_without_is_not_gated()
    {
        Assert.Empty(new TestCluster().Deployment("web", Spec("\"schedulingGates\":[{\"name\":\"g\"}]"), Pending).Evaluate(new SchedulerAbsentRule()));
        Assert.Empty(new TestCluster().Deployment("web", Spec(), Pending).Evaluate(new SchedulingGatedRule()));
    }
}
