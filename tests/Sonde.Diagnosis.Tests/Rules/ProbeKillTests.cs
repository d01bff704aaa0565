using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Tests.Rules;

/// <summary>A probe that kills a container is told from the rhythm of its ends when the events about it are old or gone.</summary>
public sealed class ProbeKillTests
{
    private const string Probe = "\"livenessProbe\":{\"httpGet\":{\"path\":\"/healthz\",\"port\":80},\"periodSeconds\":3,\"failureThreshold\":2}";
    private const string Failed = "Liveness probe failed: HTTP probe failed with statuscode: 404";
    private const string LongAgo = "2026-01-02T11:05:00Z";

    [Theory]
    [InlineData(0, "Completed")]
    [InlineData(143, "Error")]
    [InlineData(137, "Error")]
    public void Old_events_and_the_probes_rhythm_are_likely_a_probe_kill(int exitCode, string reason)
    {
        Finding finding = Assert.Single(Crashed(exitCode, reason, 6).Event("web-1-a", "Unhealthy", Failed, last: LongAgo, count: 14)
            .Event("web-1-a", "Killing", "Container app failed liveness probe, will be restarted", last: LongAgo, count: 6).Diagnose().Roots).Finding;
        Assert.Equal("probe-path-wrong", finding.Rule);
        Assert.Equal(Confidence.Likely, finding.Confidence);
        Assert.Contains(finding.Evidence, evidence => evidence.Path.EndsWith("after startedAt", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_any_event_it_is_possible()
    {
        Finding finding = Assert.Single(Crashed(143, "Error", 6).Diagnose().Roots).Finding;
        Assert.Equal("probe-failing", finding.Rule);
        Assert.Equal(Confidence.Possible, finding.Confidence);
    }

    [Fact]
    public void A_program_that_ends_well_in_another_rhythm_completes() =>
        Assert.Equal("container-completes", Assert.Single(Crashed(0, "Completed", 100).Event("web-1-a", "Unhealthy", Failed, last: LongAgo).Diagnose().Roots).Finding.Rule);

    [Fact]
    public void A_program_that_ends_well_without_a_word_of_the_probe_completes_and_that_is_likely()
    {
        Finding finding = Assert.Single(Crashed(0, "Completed", 6).Event("web-1-a", "BackOff", "Back-off restarting failed container app").Diagnose().Roots).Finding;
        Assert.Equal("container-completes", finding.Rule);
        Assert.Equal(Confidence.Likely, finding.Confidence);
    }

    [Fact]
    public void A_crash_of_its_own_in_that_rhythm_stays_one() =>
        Assert.Equal("container-crash", Assert.Single(Crashed(1, "Error", 6).Event("web-1-a", "Unhealthy", Failed, last: LongAgo).Diagnose().Roots).Finding.Rule);

    [Fact]
    public void A_command_probe_has_no_port() => Assert.Equal("probe-timeout", Assert.Single(new TestCluster()
        .Deployment("web", Pods.Spec("\"readinessProbe\":{\"exec\":{\"command\":[\"check\"]}}"), Pods.NotReady)
        .Event("web-1-a", "Unhealthy", "Readiness probe failed: command timed out: \"check\" timed out after 1s").Diagnose().Roots).Finding.Rule);

    private static TestCluster Crashed(int exitCode, string reason, int seconds) =>
        new TestCluster().Deployment("web", Pods.Spec(Probe), Pods.Crashed(exitCode, reason, seconds, restarts: 27));
}
