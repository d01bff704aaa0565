using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Tests.Rules.Storage;

/// <summary>A claim that was to grow and does not.</summary>
public sealed class ClaimResizeFailedRuleTests
{
    private const string Resizer = "resize volume \\\"pv-1\\\" by resizer \\\"ebs.example\\\" failed: rpc error: code = ResourceExhausted desc = the project's quota is used up";

    [Fact]
    public void The_drivers_refusal_is_quoted()
    {
        Finding finding = Assert.Single(Grown($$"""{"type":"ControllerResizeError","status":"True","message":"{{Resizer}}","lastTransitionTime":"2026-01-02T11:40:00Z"}""").Evaluate(new ClaimResizeFailedRule()));
        Assert.Equal("has 10Gi of the 20Gi that it asks for, and its volume does not grow: the project's quota is used up", finding.Title);
        Assert.Equal((Severity.Warning, Confidence.Certain), (finding.Severity, finding.Confidence));
        Assert.Equal("status.conditions[ControllerResizeError]", finding.Evidence[0].Path);
    }

    [Fact]
    public void An_event_of_the_claim_or_of_its_pod_tells_the_same()
    {
        Assert.Contains("does not grow: no space", Assert.Single(Grown().EventAbout("PersistentVolumeClaim", "data", "VolumeResizeFailed", "rpc error: code = Internal desc = no space").Evaluate(new ClaimResizeFailedRule())).Title, StringComparison.Ordinal);
        TestCluster mounted = Grown().Deployment("db", Mounts, Pods.Ready());
        Assert.Contains("does not grow: MountVolume.NodeExpandVolume failed for volume \"pv-1\"", Assert.Single(mounted.Event("db-1-a", "FileSystemResizeFailed", "MountVolume.NodeExpandVolume failed for volume \"pv-1\"", "")
            .Evaluate(new ClaimResizeFailedRule())).Title, StringComparison.Ordinal);
    }

    [Fact]
    public void An_infeasible_size_is_enough() => Assert.EndsWith("ControllerResizeInfeasible", Assert.Single(
        Grown(more: """ ,"allocatedResourceStatuses":{"storage":"ControllerResizeInfeasible"} """).Evaluate(new ClaimResizeFailedRule())).Title, StringComparison.Ordinal);

    [Fact]
    public void A_file_system_that_waits_for_a_restart_names_the_pod()
    {
        Finding finding = Assert.Single(Grown(Pending("11:30:00")).Deployment("db", Mounts, Started).Evaluate(new ClaimResizeFailedRule()));
        Assert.Equal("has 10Gi of the 20Gi that it asks for: its volume has grown, and its file system has not for 30 min; it does when pod db-1-a starts again", finding.Title);
        Assert.Equal("kubectl delete pod -n shop db-1-a", finding.Remedies[0].Command);
    }

    [Fact]
    public void A_file_system_that_waits_for_its_first_pod_or_since_a_minute_is_no_fault()
    {
        Assert.Empty(Grown(Pending("11:30:00")).Evaluate(new ClaimResizeFailedRule()));
        Assert.Empty(Grown(Pending("11:59:00")).Deployment("db", Mounts, Started).Evaluate(new ClaimResizeFailedRule()));
    }

    [Fact]
    public void A_claim_that_no_resizer_takes_up_names_the_driver() => Assert.Equal(
        "has 10Gi of the 20Gi that it asks for, and no resizer of the driver ebs.example has taken it up for 30 min",
        Assert.Single(Grown().Class("fast", "ebs.example").EventAbout("PersistentVolumeClaim", "data", "ExternalExpanding", "waiting for an external controller to expand this PVC").Evaluate(new ClaimResizeFailedRule())).Title);

    [Theory]
    [InlineData("20Gi", "")]
    [InlineData("10Gi", """{"type":"Resizing","status":"True","lastTransitionTime":"2026-01-02T11:40:00Z"}""")]
    public void One_that_has_grown_since_and_one_that_grows_are_well(string has, string condition)
    {
        TestCluster cluster = Grown(condition, has: has);
        if (has == "20Gi")
            cluster.EventAbout("PersistentVolumeClaim", "data", "VolumeResizeFailed", "rpc error: code = Internal desc = no space");
        Assert.Empty(cluster.Evaluate(new ClaimResizeFailedRule()));
    }

    private const string Mounts = """{"nodeName":"n1","containers":[{"name":"app","image":"a"}],"volumes":[{"name":"d","persistentVolumeClaim":{"claimName":"data"} }]}""";

    private static string Started { get; } = Pods.Ready().Replace("\"phase\":\"Running\"", "\"phase\":\"Running\",\"startTime\":\"2026-01-02T11:01:00Z\"", StringComparison.Ordinal);

    private static string Pending(string since) => $$"""{"type":"FileSystemResizePending","status":"True","message":"Waiting for user to (re-)start a pod to finish file system resize of volume on node.","lastTransitionTime":"2026-01-02T{{since}}Z"}""";

    private static TestCluster Grown(string condition = "", string has = "10Gi", string more = "") => new TestCluster().Object("v1", "PersistentVolumeClaim", "data", $$"""
        "spec":{"volumeName":"pv-1","storageClassName":"fast","accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"20Gi"} } },
        "status":{"phase":"Bound","capacity":{"storage":"{{has}}"},"conditions":[{{condition}}]{{more}} }
        """);
}
