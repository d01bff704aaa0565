using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Tests.Rules;

public sealed class ConfigRuleTests
{
    private const string FromKey = "\"env\":[{\"name\":\"URL\",\"valueFrom\":{\"configMapKeyRef\":{\"name\":\"settings\",\"key\":\"url\"}}}]";
    private const string Other = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"setting","namespace":"shop"},"data":{"url":"x"}}""";
    private const string WithoutKey = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"settings","namespace":"shop"},"data":{"uri":"x"}}""";
    private const string Complete = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"settings","namespace":"shop"},"data":{"url":"x"}}""";

    [Fact]
    public void A_missing_object_is_named_with_its_neighbour()
    {
        Finding finding = Assert.Single(Waiting(FromKey, "configmap \"settings\" not found").Add(Other).Evaluate(new ConfigReferenceMissingRule()));
        Assert.Contains("ConfigMap settings does not exist", finding.Title, StringComparison.Ordinal);
        Assert.Contains("setting exists", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_key_is_not_a_missing_object()
    {
        TestCluster cluster = Waiting(FromKey, "couldn't find key url in ConfigMap shop/settings").Add(WithoutKey);
        Assert.Empty(cluster.Evaluate(new ConfigReferenceMissingRule()));
        Finding finding = Assert.Single(cluster.Evaluate(new ConfigKeyMissingRule()));
        Assert.Contains("has no key url", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void What_events_said_earlier_does_not_count()
    {
        TestCluster cluster = Waiting(FromKey, "couldn't find key url in ConfigMap shop/settings").Add(WithoutKey)
            .Event("web-1-a", "Failed", "Error: configmap \"settings\" not found");
        Assert.Empty(cluster.Evaluate(new ConfigReferenceMissingRule()));
    }

    [Fact]
    public void What_is_there_is_no_fault()
    {
        TestCluster cluster = Waiting(FromKey, "configmap \"settings\" not found").Add(Complete);
        Assert.Empty(cluster.Evaluate(new ConfigReferenceMissingRule()));
        Assert.Empty(cluster.Evaluate(new ConfigKeyMissingRule()));
    }

    [Fact]
    public void What_is_optional_is_no_fault() => Assert.Empty(
        Waiting(FromKey.Replace("\"key\":\"url\"", "\"key\":\"url\",\"optional\":true", StringComparison.Ordinal), "x").Evaluate(new ConfigReferenceMissingRule()));

    [Fact]
    public void A_pod_that_runs_is_left_alone() => Assert.Empty(
        new TestCluster().Deployment("web", Pods.Spec(FromKey), Pods.Ready()).Evaluate(new ConfigReferenceMissingRule()));

    [Fact]
    public void A_volume_without_its_Secret_is_recomputed_whatever_the_event_says() => Assert.Single(
        new TestCluster().Deployment("web", Pods.Spec(pod: "\"volumes\":[{\"name\":\"key\",\"secret\":{\"secretName\":\"apns\"}}]"), Pods.Waiting("ContainerCreating", ""))
            .Event("web-1-a", "FailedMount", "MountVolume.SetUp failed for volume \"key\" : failed to sync secret cache: timed out waiting for the condition", container: "")
            .Evaluate(new ConfigReferenceMissingRule()));

    [Fact]
    public void Root_against_runAsNonRoot()
    {
        Finding finding = Assert.Single(new TestCluster()
            .Deployment("web", Pods.Spec(pod: "\"securityContext\":{\"runAsNonRoot\":true}"), Pods.Waiting("CreateContainerConfigError", "container has runAsNonRoot and image will run as root"))
            .Evaluate(new RunAsNonrootViolatedRule()));
        Assert.Contains("runAsNonRoot", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_configuration_error_is_not_about_root() => Assert.Empty(
        Waiting(FromKey, "configmap \"settings\" not found").Evaluate(new RunAsNonrootViolatedRule()));

    [Fact]
    public void A_volume_that_cannot_be_mounted_says_why()
    {
        Finding finding = Assert.Single(new TestCluster()
            .Deployment("web", Pods.Spec(pod: "\"volumes\":[{\"name\":\"f\",\"hostPath\":{\"path\":\"/srv/fonts\",\"type\":\"Directory\"}}]"), Pods.Waiting("ContainerCreating", ""))
            .Event("web-1-a", "FailedMount", "MountVolume.SetUp failed for volume \"f\" : hostPath type check failed: /srv/fonts is not a directory", container: "")
            .Evaluate(new VolumeMountFailedRule()));
        Assert.Contains("volume f (hostPath /srv/fonts) cannot be mounted on node n1: hostPath type check failed", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_second_of_a_pod_is_no_failed_mount() => Assert.Empty(new TestCluster()
        .Deployment("web", Pods.Spec(), Pods.Waiting("ContainerCreating", ""))
        .Event("web-1-a", "FailedMount", "MountVolume.SetUp failed for volume \"kube-api-access-x\" : failed to sync configmap cache: timed out waiting for the condition", container: "", count: 1)
        .Evaluate(new VolumeMountFailedRule()));

    private static TestCluster Waiting(string fields, string message) =>
        new TestCluster().Deployment("web", Pods.Spec(fields), Pods.Waiting("CreateContainerConfigError", message));
}
