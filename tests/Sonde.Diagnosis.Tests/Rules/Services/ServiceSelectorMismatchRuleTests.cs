using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;
using static Sonde.Diagnosis.Tests.Rules.Scheduling.Fixtures;

namespace Sonde.Diagnosis.Tests.Rules.Services;

public sealed class ServiceSelectorMismatchRuleTests
{
    private readonly ServiceSelectorMismatchRule _rule = new();

    [Fact]
    public void The_nearest_pods_and_the_label_that_differs_are_shown()
    {
        Finding finding = Assert.Single(new TestCluster().Complete("Pod").Deployment("checkout", Spec(), Running).Deployment("mail", Spec(), Running)
            .Service("checkout", """{"app":"chekout"}""").Evaluate(_rule));
        Assert.Equal(Severity.Error, finding.Severity);
        Assert.Contains("Deployment shop/checkout come nearest: they have app=checkout instead of app=chekout", finding.Title, StringComparison.Ordinal);
        Assert.Contains("\"app\": \"checkout\"", Assert.Single(finding.Remedies).Command, StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_that_pods_lack_is_named() => Assert.Contains("no label tier=front", Assert.Single(new TestCluster().Complete("Pod")
        .Deployment("web", Spec(), Running).Service("web", """{"app":"web","tier":"front"}""").Evaluate(_rule)).Title, StringComparison.Ordinal);

    [Fact]
    public void Pods_in_another_namespace_are_mentioned() => Assert.Contains("in another namespace", Assert.Single(new TestCluster().Complete("Pod")
        .Add("""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"far","namespace":"other","labels":{"role":"queue"}},"spec":{},"status":{"phase":"Running"}}""")
        .Service("queue", """{"role":"queue"}""").Ingress("in", "queue").Evaluate(_rule)).Title, StringComparison.Ordinal);

    [Fact]
    public void A_workload_without_pods_is_another_cause() => Assert.Empty(new TestCluster().Complete("Pod").Add("""
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"shop"},"spec":{"replicas":2,
         "selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"a","image":"a"}]}}}}
        """).Service("web", """{"app":"web"}""").Evaluate(_rule));

    [Fact]
    public void A_canary_that_nobody_asks_for_is_only_worth_knowing() => Assert.Equal(Severity.Info, Assert.Single(new TestCluster().Complete("Pod")
        .Deployment("web", Spec(), Running).Service("web", """{"app":"web"}""").Service("web-canary", """{"app":"web","track":"canary"}""").Evaluate(_rule)).Severity);

    [Fact]
    public void Without_all_pods_in_sight_nothing_is_said() => Assert.Empty(
        new TestCluster().Deployment("web", Spec(), Running).Service("api", """{"app":"weeb"}""").Evaluate(_rule));

    [Fact]
    public void A_service_without_selector_is_left_alone() => Assert.Empty(new TestCluster().Complete("Pod").Service("web", "{}").Ingress("in", "web").Evaluate(_rule));
}
