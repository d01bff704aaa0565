using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Tests.Rules;

/// <summary>One failure of a probe, one cause.</summary>
public sealed class ProbeRuleTests
{
    private const string Readiness = "\"readinessProbe\":{\"httpGet\":{\"path\":\"/ready\",\"port\":8080}}";
    private const string Liveness = "\"livenessProbe\":{\"httpGet\":{\"path\":\"/live\",\"port\":8080},\"initialDelaySeconds\":5,\"periodSeconds\":5}";
    private const string Refused = "probe failed: Get \"http://10.0.0.1:8080/\": dial tcp 10.0.0.1:8080: connect: connection refused";

    public static TheoryData<string, string> Messages => new()
    {
        { "Readiness probe failed: HTTP probe failed with statuscode: 404", "probe-path-wrong" },
        { "Readiness probe failed: HTTP probe failed with statuscode: 401", "probe-path-wrong" },
        { "Readiness probe failed: HTTP probe failed with statuscode: 503", "probe-failing" },
        { "Readiness probe failed: Get \"http://10.0.0.1:8080/ready\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)", "probe-timeout" },
        { "Readiness probe failed: Get \"https://10.0.0.1:8080/ready\": http: server gave HTTP response to HTTPS client", "probe-failing" },
        { "Readiness " + Refused, "probe-port-mismatch" },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public void Each_message_has_one_cause(string message, string slug) => Assert.Equal([slug], Found(
        new TestCluster().Deployment("web", Pods.Spec(Readiness), Pods.NotReady).Event("web-1-a", "Unhealthy", message)));

    [Fact]
    public void Where_it_listens_is_read_from_the_log()
    {
        Finding finding = Assert.Single(new TestCluster().Deployment("web", Pods.Spec(Readiness), Pods.NotReady)
            .Event("web-1-a", "Unhealthy", "Readiness " + Refused)
            .Log("web-1-a", "app", false, "starting", "listening on http://0.0.0.0:9090")
            .Evaluate(new ProbePortMismatchRule()));
        Assert.Contains("listens on 9090", finding.Title, StringComparison.Ordinal);
        Assert.Equal(Confidence.Likely, finding.Confidence);
    }

    [Fact]
    public void Where_it_listens_is_read_from_its_ports()
    {
        Finding finding = Assert.Single(new TestCluster().Deployment("web", Pods.Spec(Readiness + ",\"ports\":[{\"containerPort\":9000}]"), Pods.NotReady)
            .Event("web-1-a", "Unhealthy", "Readiness " + Refused).Evaluate(new ProbePortMismatchRule()));
        Assert.Contains("listens on 9000", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_named_port_that_is_not_there_is_certain()
    {
        Finding finding = Assert.Single(new TestCluster()
            .Deployment("web", Pods.Spec("\"readinessProbe\":{\"tcpSocket\":{\"port\":\"http\"}},\"ports\":[{\"name\":\"web\",\"containerPort\":8080}]"), Pods.NotReady)
            .Event("web-1-a", "Unhealthy", "Readiness probe errored: strconv.Atoi: parsing \"http\": invalid syntax")
            .Evaluate(new ProbePortMismatchRule()));
        Assert.Equal(Confidence.Certain, finding.Confidence);
    }

    [Fact]
    public void A_liveness_probe_that_names_no_port_of_the_container_protects_nobody()
    {
        Finding finding = Assert.Single(new TestCluster()
            .Deployment("web", Pods.Spec("\"livenessProbe\":{\"httpGet\":{\"path\":\"/\",\"port\":\"htttp\"}},\"ports\":[{\"name\":\"http\",\"containerPort\":8080}]"), Pods.Ready())
            .Event("web-1-a", "Unhealthy", "Liveness probe errored and resulted in unknown state: strconv.Atoi: parsing \"htttp\": invalid syntax")
            .Diagnose().Roots).Finding;
        Assert.Equal(("probe-port-mismatch", Severity.Warning), (finding.Rule, finding.Severity));
        Assert.Contains("names a port that the container does not have (it has http), so that it is never asked", finding.Title, StringComparison.Ordinal);
        Assert.Contains("port: http}", finding.Remedies[0].Patch, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_on_localhost_is_told_by_its_log()
    {
        Finding finding = Assert.Single(new TestCluster().Deployment("web", Pods.Spec(Readiness), Pods.NotReady)
            .Event("web-1-a", "Unhealthy", "Readiness " + Refused).Log("web-1-a", "app", false, "Listening on http://127.0.0.1:8080")
            .Evaluate(new ProbePortMismatchRule()));
        Assert.EndsWith("the program listens on localhost only, where the kubelet and other pods do not reach it", finding.Title, StringComparison.Ordinal);
        Assert.Equal(Confidence.Likely, finding.Confidence);
    }

    [Fact]
    public void A_program_that_a_probe_runs_may_not_be_in_the_image()
    {
        Finding finding = Assert.Single(new TestCluster().Deployment("web", Pods.Spec("\"readinessProbe\":{\"exec\":{\"command\":[\"curl\",\"-f\",\"http://localhost/\"]}}"), Pods.NotReady)
            .Event("web-1-a", "Unhealthy", "(combined from similar events): Readiness probe errored and resulted in unknown state: rpc error: code = Unknown desc = failed to exec in container: failed to start exec \"f2ec\": OCI runtime exec failed: exec failed: unable to start container process: exec: \"curl\": executable file not found in $PATH: unknown")
            .Evaluate(new ProbeFailingRule()));
        Assert.Contains("cannot be run: curl is not in image registry.example/app:1, so that the pod is not ready", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_liveness_probe_that_kills_during_the_start_is_too_short() => Assert.Equal(["probe-kills-slow-start"], Found(
        new TestCluster().Deployment("web", Pods.Spec(Liveness), Pods.Crashed(137, seconds: 20))
            .Event("web-1-a", "Unhealthy", "Liveness " + Refused)
            .Event("web-1-a", "Killing", "Container app failed liveness probe, will be restarted", count: 6)));

    [Fact]
    public void A_liveness_probe_that_gets_500_and_kills_is_the_program() => Assert.Equal(["probe-failing"], Found(
        new TestCluster().Deployment("web", Pods.Spec(Liveness), Pods.Crashed(137, seconds: 20))
            .Event("web-1-a", "Unhealthy", "Liveness probe failed: HTTP probe failed with statuscode: 500")
            .Event("web-1-a", "Killing", "Container app failed liveness probe, will be restarted", count: 6)));

    [Fact]
    public void Refusals_of_a_container_that_crashes_by_itself_say_nothing() => Assert.Empty(Found(
        new TestCluster().Deployment("web", Pods.Spec(Readiness), Pods.Crashed(1)).Event("web-1-a", "Unhealthy", "Readiness " + Refused)));

    [Fact]
    public void Refusals_of_a_start_that_is_over_say_nothing() => Assert.Empty(Found(
        new TestCluster().Deployment("web", Pods.Spec(Readiness), Pods.Ready()).Event("web-1-a", "Unhealthy", "Readiness " + Refused, last: "2026-01-02T11:05:10Z")));

    [Fact]
    public void SIGTERM_that_is_ignored_is_an_effect_of_what_sent_it()
    {
        DiagnosisResult diagnosis = new TestCluster().Deployment("web", Pods.Spec(Liveness, pod: "\"terminationGracePeriodSeconds\":10"), Pods.Crashed(137, seconds: 30))
            .Event("web-1-a", "Unhealthy", "Liveness probe failed: HTTP probe failed with statuscode: 500")
            .Event("web-1-a", "Killing", "Container app failed liveness probe, will be restarted", count: 6)
            .Diagnose();
        Assert.Equal("probe-failing", Assert.Single(diagnosis.Roots).Finding.Rule);
    }

    [Fact]
    public void A_hook_that_takes_the_whole_grace_period_is_named()
    {
        Finding finding = Assert.Single(new TestCluster()
            .Deployment("web", Pods.Spec("\"lifecycle\":{\"preStop\":{\"exec\":{\"command\":[\"sleep\",\"60\"]}}}"), Pods.Crashed(137, seconds: 40))
            .Event("web-1-a", "ExceededGracePeriod", "Container runtime did not kill the pod within specified grace period.")
            .Evaluate(new GracePeriodExceededRule()));
        Assert.Contains("preStop hook sleeps 60 s", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void SIGKILL_that_nobody_announced_is_no_grace_period() => Assert.Empty(
        new TestCluster().Deployment("web", Pods.Spec(), Pods.Crashed(137, seconds: 40)).Evaluate(new GracePeriodExceededRule()));

    private static string[] Found(TestCluster cluster) =>
        [.. RuleCatalogue.All.OfType<ProbeFailureRule>().SelectMany(cluster.Evaluate).Select(finding => finding.Rule)];
}
