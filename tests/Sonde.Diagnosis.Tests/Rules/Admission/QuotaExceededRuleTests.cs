using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Tests.Rules.Admission;

public sealed class QuotaExceededRuleTests
{
    private const string Full = """Error creating: pods "web-1-x" is forbidden: exceeded quota: compute, requested: pods=1,requests.cpu=500m, used: pods=2,requests.cpu=2, limited: pods=9,requests.cpu=2""";

    private readonly QuotaExceededRule _rule = new();

    [Fact]
    public void The_quota_is_named_with_its_newest_figures_and_its_users_added_up()
    {
        Finding finding = Assert.Single(Shop("requests.cpu", "2", "2").Deployment("big", Asks("1500m"), Pods.Ready()).Deployment("small", Asks("500m"), Pods.Ready())
            .Short("web", Pods.Spec(), Full.Replace("pods=1,requests.cpu=500m", "requests.cpu=500m", StringComparison.Ordinal)
                .Replace("pods=2,requests", "requests", StringComparison.Ordinal).Replace("pods=9,requests", "requests", StringComparison.Ordinal)).Evaluate(_rule));
        Assert.Equal("ResourceQuota shop/compute", finding.Subject.ToString());
        Assert.Equal("is used up (requests.cpu 2 of 2), so that 2 pods of Deployment shop/web cannot be made; each asks for requests.cpu 500m", finding.Title);
        Assert.Contains(finding.Evidence, one => one.Path == "added up" && one.Value == "requests.cpu: 2 in all; Deployment big 1.5, Deployment small 500m");
        Assert.Equal("Deployment shop/web", Assert.Single(finding.Effects).Subject.ToString());
    }

    [Fact]
    public void The_workload_is_an_effect_and_no_cause() => Assert.Equal("quota-exceeded", Assert.Single(
        Shop("pods", "2", "2").Short("web", Pods.Spec(), Full).Diagnose().Roots).Finding.Rule);

    [Fact]
    public void A_quota_that_demands_figures_says_which() => Assert.Contains("must specify limits.memory for: app", Assert.Single(Shop("limits.memory", "2Gi", "0")
        .Short("web", Pods.Spec(), """Error creating: pods "web-1-x" is forbidden: failed quota: compute: must specify limits.memory for: app""").Evaluate(_rule)).Title, StringComparison.Ordinal);

    [Fact]
    public void One_that_is_full_and_refuses_nobody_is_no_fault() => Assert.Empty(Shop("pods", "2", "2").Short("web", Pods.Spec(), "", has: 2).Evaluate(_rule));

    [Fact]
    public void Who_has_got_the_pods_since_is_not_refused_any_more() => Assert.Empty(Shop("pods", "2", "2").Short("web", Pods.Spec(), Full, has: 2).Evaluate(_rule));

    private static string Asks(string cpu) => Pods.Spec($$""" "resources":{"requests":{"cpu":"{{cpu}}"} } """);

    private static TestCluster Shop(string counted, string hard, string used) => new TestCluster().Object("v1", "ResourceQuota", "compute",
        $$""" "spec":{"hard":{"{{counted}}":"{{hard}}"} },"status":{"hard":{"{{counted}}":"{{hard}}"},"used":{"{{counted}}":"{{used}}"} } """);
}
