using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Tests.Rules;

public sealed class ProbePathWrongRuleTests
{
    private const string Spec = """
        {"nodeName":"n1","containers":[{"name":"app","image":"a","readinessProbe":{"httpGet":{"path":"/ready","port":8080}}}]}
        """;

    private const string NotReady = """
        {"phase":"Running","conditions":[{"type":"Ready","status":"False"}],
         "containerStatuses":[{"name":"app","ready":false,"restartCount":0,"state":{"running":{"startedAt":"2026-01-02T11:00:05Z"}}}]}
        """;

    private const string Ready = """
        {"phase":"Running","conditions":[{"type":"Ready","status":"True","lastTransitionTime":"2026-01-02T11:30:00Z"}],
         "containerStatuses":[{"name":"app","ready":true,"restartCount":0,"state":{"running":{"startedAt":"2026-01-02T11:00:05Z"}}}]}
        """;

    [Fact]
    public void An_answer_of_404_names_path_and_status()
    {
        Finding finding = Assert.Single(new TestCluster().Deployment("web", Spec, NotReady)
            .Event("web-1-a", "Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 404")
            .Evaluate(new ProbePathWrongRule()));
        Assert.Equal("Deployment shop/web", finding.Subject.ToString());
        Assert.Equal("app", finding.Container);
        Assert.Contains("GET :8080/ready", finding.Title, StringComparison.Ordinal);
        Assert.Contains("404", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_of_500_is_not_about_the_path() => Assert.Empty(
        new TestCluster().Deployment("web", Spec, NotReady)
            .Event("web-1-a", "Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 500")
            .Evaluate(new ProbePathWrongRule()));

    [Fact]
    public void A_failure_that_has_been_overcome_is_none() => Assert.Empty(
        new TestCluster().Deployment("web", Spec, Ready)
            .Event("web-1-a", "Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 404", last: "2026-01-02T11:29:00Z")
            .Evaluate(new ProbePathWrongRule()));
}
