using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;
using static Sonde.Diagnosis.Tests.Rules.Scheduling.Fixtures;

namespace Sonde.Diagnosis.Tests.Rules.Services;

public sealed class ServicePortMismatchRuleTests
{
    private const string Web = """{"app":"web"}""";

    private readonly ServicePortMismatchRule _rule = new();

    [Fact]
    public void A_name_that_no_container_has_is_certain()
    {
        Finding finding = Assert.Single(With(""" "ports":[{"name":"http","containerPort":8080}] """, """{"port":80,"targetPort":"web"}""").Evaluate(_rule));
        Assert.Equal(Confidence.Certain, finding.Confidence);
        Assert.Contains("port 80 leads to the port named web, which no container of its pods has: they have http (8080)", finding.Title, StringComparison.Ordinal);
        Assert.Contains("\"value\":\"http\"", Assert.Single(finding.Remedies).Command, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_of_another_protocol_is_another_port() => Assert.Contains("for UDP, and its pods have that port for TCP", Assert.Single(
        With(""" "ports":[{"name":"dns","containerPort":53}] """, """{"port":53,"protocol":"UDP","targetPort":"dns"}""").Evaluate(_rule)).Title, StringComparison.Ordinal);

    [Fact]
    public void A_number_that_no_container_declares_is_likely_wrong()
    {
        Finding finding = Assert.Single(With(""" "ports":[{"containerPort":8080}] """, """{"port":80}""").Evaluate(_rule));
        Assert.Equal(Confidence.Likely, finding.Confidence);
        Assert.Contains("port 80 leads to port 80, and its pods offer 8080", finding.Title, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", """{"port":80}""")]
    [InlineData(""" "ports":[{"containerPort":9090}],"readinessProbe":{"tcpSocket":{"port":80}} """, """{"port":80}""")]
    [InlineData(""" "ports":[{"containerPort":8080}] """, """{"name":"a","port":80,"targetPort":8080},{"name":"metrics","port":9100}""")]
    public void A_container_may_listen_on_what_it_does_not_declare(string container, string ports) => Assert.Empty(With(container, ports).Evaluate(_rule));

    [Fact]
    public void A_log_that_says_it_listens_there_counts() => Assert.Empty(With(""" "ports":[{"containerPort":8080}] """, """{"port":80}""")
        .Log("web-1-a", "app", false, "INFO listening on 0.0.0.0:80").Evaluate(_rule));

    [Fact]
    public void A_headless_service_needs_no_port() => Assert.Empty(new TestCluster().Deployment("web", Spec(), Running).Add("""
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"web","namespace":"shop"},"spec":{"clusterIP":"None","selector":{"app":"web"},"ports":[{"port":80,"targetPort":"web"}]}}
        """).Evaluate(_rule));

    private static TestCluster With(string container, string ports) =>
        new TestCluster().Deployment("web", Spec(container: container.Trim()), Running).Service("web", Web, ports);
}
