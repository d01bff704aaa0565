using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;
using static Sonde.Diagnosis.Tests.Rules.Scheduling.Fixtures;

namespace Sonde.Diagnosis.Tests.Rules.Scheduling;

public sealed class UnschedulableAntiAffinityRuleTests
{
    private const string Web = "{\"app\":\"web\"}";

    private readonly UnschedulableAntiAffinityRule _rule = new();

    [Fact]
    public void One_pod_for_each_node_and_no_node_left()
    {
        Finding finding = Assert.Single(new TestCluster().Node("n1").On("n1", "other", labels: Web)
            .Deployment("web", Spec(Term("podAntiAffinity", "kubernetes.io/hostname")), Refused("0/1 nodes are available: 1 node(s) didn't match pod anti-affinity rules."))
            .Evaluate(_rule));
        Assert.Contains("pod anti-affinity to app=web by kubernetes.io/hostname", finding.Title, StringComparison.Ordinal);
        Assert.Equal(Confidence.Certain, finding.Confidence);
    }

    [Fact]
    public void A_free_node_that_is_full_is_about_resources() => Assert.Equal("unschedulable-resources", Assert.Single(new TestCluster()
        .Node("n1").On("n1", "other", labels: Web).Node("n2").On("n2", "big", container: Asks("4"))
        .Deployment("web", Spec(Term("podAntiAffinity", "kubernetes.io/hostname"), Asks("1")), Refused()).Diagnose().Roots).Finding.Rule);

    [Fact]
    public void A_running_pod_may_refuse_others() => Assert.Contains("the pod anti-affinity of Pod shop/lonely", Assert.Single(new TestCluster()
        .Node("n1").On("n1", "lonely", Term("podAntiAffinity", "kubernetes.io/hostname"))
        .Deployment("web", Spec(), Refused()).Evaluate(_rule)).Title, StringComparison.Ordinal);

    [Fact]
    public void Affinity_wants_a_pod_that_is_nowhere() => Assert.Contains("pod affinity to app=cache", Assert.Single(new TestCluster().Node("n1")
        .Deployment("web", Spec(Term("podAffinity", "zone", "cache")), Refused()).Evaluate(_rule)).Title, StringComparison.Ordinal);

    [Fact]
    public void The_first_of_a_group_may_go_anywhere() => Assert.Empty(new TestCluster().Node("n1")
        .Deployment("web", Spec(Term("podAffinity", "zone")), Refused()).Evaluate(_rule));

    [Fact]
    public void Spread_is_counted_place_by_place()
    {
        const string Spread = """
            "topologySpreadConstraints":[{"topologyKey":"zone","maxSkew":1,"whenUnsatisfiable":"DoNotSchedule","labelSelector":{"matchLabels":{"app":"web"}}}]
            """;
        TestCluster uneven = new TestCluster().Node("n1").On("n1", "one", labels: Web)
            .Node("n2", spec: """{"taints":[{"key":"x","effect":"NoSchedule"}]}""");
        // The tainted node counts as an empty place, so that the other would have two more than it.
        Assert.Equal("unschedulable-anti-affinity", Assert.Single(uneven.Deployment("web", Spec(Spread), Refused()).Diagnose().Roots).Finding.Rule);
        Assert.Empty(new TestCluster().Node("n1").On("n1", "one", labels: Web).Node("n2").On("n2", "two", labels: Web)
            .Deployment("web", Spec(Spread, Asks("9")), Refused()).Evaluate(_rule));
    }

    private static string Term(string kind, string key, string app = "web") => $$"""
        "affinity":{"{{kind}}":{"requiredDuringSchedulingIgnoredDuringExecution":[{"topologyKey":"{{key}}","labelSelector":{"matchLabels":{"app":"{{app}}"} } }]} }
        """;
}
