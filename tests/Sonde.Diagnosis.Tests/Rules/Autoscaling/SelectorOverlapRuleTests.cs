using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Tests.Rules.Autoscaling;

/// <summary>Selectors that catch the pods of others, and budgets that do.</summary>
public sealed class SelectorOverlapRuleTests
{
    private const string Cpu = """ "metrics":[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":60}}}] """;

    [Fact]
    public void An_autoscaler_that_stands_still_because_of_it_is_an_effect()
    {
        TestCluster cluster = Two("""{"app":"web","track":"canary"}""").Hpa(Cpu, """
            {"conditions":[{"type":"ScalingActive","status":"False","reason":"AmbiguousSelector","message":"pods by selector app=web are controlled by multiple HPAs: [shop/web shop/canary]","lastTransitionTime":"2026-01-02T11:00:00Z"}]}
            """);
        RootCause root = Assert.Single(cluster.Diagnose().Roots, one => one.Finding.Severity >= Severity.Warning);
        Assert.Equal(("selector-overlap", "Deployment", "web"), (root.Finding.Rule, root.Finding.Subject.Kind, root.Finding.Subject.Name));
        Assert.Contains("catches the pods of Deployment canary as well", root.Finding.Title, StringComparison.Ordinal);
        Assert.Contains(root.Effects, effect => effect.Subject.Kind == "HorizontalPodAutoscaler");
    }

    [Fact]
    public void Pods_that_are_only_measured_as_well_are_worth_knowing() => Assert.Equal(Severity.Info,
        Assert.Single(Two("""{"app":"web","track":"canary"}""").Hpa(Cpu, """{"conditions":[{"type":"ScalingActive","status":"True","reason":"ValidMetricFound"}]}""").Evaluate(new SelectorOverlapRule())).Severity);

    [Fact]
    public void Labels_of_their_own_are_no_fault() => Assert.Empty(Two("""{"app":"canary"}""").Hpa(Cpu, "{}").Evaluate(new SelectorOverlapRule()));

    [Fact]
    public void Two_budgets_for_a_pod_let_nobody_evict_it()
    {
        TestCluster cluster = Two("""{"app":"web","track":"canary"}""").Budget("all", "{}", 2).Budget("web", """{"matchLabels":{"app":"web"}}""", 1);
        Finding finding = Assert.Single(cluster.Evaluate(new PdbBlocksEvictionRule()));
        Assert.Equal(("PodDisruptionBudget", "web"), (finding.Subject.Kind, finding.Subject.Name));
        Assert.Contains("so does PodDisruptionBudget all: a pod with two budgets is never evicted", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Budgets_for_other_pods_are_no_fault() => Assert.Empty(
        Two("""{"app":"canary"}""").Budget("web", """{"matchLabels":{"app":"web"}}""", 1).Budget("canary", """{"matchLabels":{"app":"canary"}}""", 1).Evaluate(new PdbBlocksEvictionRule()));

    [Fact]
    public void A_budget_of_zero_says_zero() => Assert.Contains("maxUnavailable is 0, and there is 1",
        Assert.Single(Two("""{"app":"canary"}""").Budget("web", """{"matchLabels":{"app":"web"}}""", 1, allowed: 0, max: "0").Evaluate(new PdbBlocksEvictionRule())).Title, StringComparison.Ordinal);

    private static TestCluster Two(string labels) => new TestCluster().Deployment("web", Pods.Spec(), Pods.Ready())
        .Object("apps/v1", "Deployment", "canary", $$""" "spec":{"replicas":1,"selector":{"matchLabels":{{labels}} },"template":{"metadata":{"labels":{{labels}} },"spec":{"containers":[{"name":"app","image":"a"}]} } } """, meta: "\"uid\":\"d-canary\"")
        .Object("apps/v1", "ReplicaSet", "canary-1", $$""" "spec":{"replicas":1,"selector":{"matchLabels":{{labels}} },"template":{"metadata":{"labels":{{labels}} },"spec":{"containers":[{"name":"app","image":"a"}]} } } """,
            meta: """ "uid":"r-canary","ownerReferences":[{"apiVersion":"apps/v1","kind":"Deployment","name":"canary","uid":"d-canary","controller":true}] """)
        .Pod("canary-1-a", Pods.Spec(), Pods.Ready(), labels, """[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"canary-1","uid":"r-canary","controller":true}]""");
}
