using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;
using static Sonde.Diagnosis.Tests.Rules.Scheduling.Fixtures;

namespace Sonde.Diagnosis.Tests.Rules.Services;

public sealed class ScaledToZeroRuleTests
{
    private readonly ScaledToZeroRule _rule = new();

    [Fact]
    public void A_caller_and_an_ingress_need_it()
    {
        Finding finding = Assert.Single(Empty().Ingress("in", "index").Deployment("web", Caller, Running).Evaluate(_rule));
        Assert.Equal("Deployment shop/index", finding.Subject.ToString());
        Assert.Contains("Deployment shop/web (INDEX_URL) and Ingress shop/in need it", finding.Title, StringComparison.Ordinal);
        Assert.Equal("Deployment shop/web", Assert.Single(finding.Effects).Subject.ToString());
    }

    [Fact]
    public void Nobody_needs_it() => Assert.Empty(Empty().Deployment("web", Spec(), Running).Evaluate(_rule));

    [Fact]
    public void Another_workload_stands_behind_the_same_service() => Assert.Empty(Empty().Deployment("web", Caller, Running)
        .Pod("blue", Spec(), Running, """{"app":"index"}""").Evaluate(_rule));

    private static string Caller => Spec(container: """ "env":[{"name":"INDEX_URL","value":"http://index:80/"}] """);

    private static TestCluster Empty() => new TestCluster().Service("index", """{"app":"index"}""").Add("""
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"index","namespace":"shop"},"spec":{"replicas":0,
         "selector":{"matchLabels":{"app":"index"}},"template":{"metadata":{"labels":{"app":"index"}},"spec":{"containers":[{"name":"a","image":"a"}]}}}}
        """);
}
