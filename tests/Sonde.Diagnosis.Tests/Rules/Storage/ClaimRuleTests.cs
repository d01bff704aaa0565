using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Tests.Rules.Storage;

public sealed class ClaimRuleTests
{
    [Fact]
    public void A_class_that_does_not_exist_is_named()
    {
        Finding finding = Assert.Single(Shop().Class("fast-ssd").Claim("\"storageClassName\":\"fast-sdd\"").Evaluate(new ClaimClassMissingRule()));
        Assert.Equal("names the StorageClass fast-sdd, which does not exist; there is fast-ssd", finding.Title);
        Assert.Contains("\"storageClassName\":\"fast-ssd\"", finding.Remedies[0].Command, StringComparison.Ordinal);
    }

    [Fact]
    public void No_class_and_no_default_is_as_bad() => Assert.Contains("none is the default", Assert.Single(Shop().Class("a").Claim("").Evaluate(new ClaimClassMissingRule())).Title, StringComparison.Ordinal);

    [Theory]
    [InlineData("\"storageClassName\":\"a\"")]
    [InlineData("\"storageClassName\":\"\"")]
    [InlineData("\"storageClassName\":\"by-hand\"")]
    public void A_class_that_exists_an_empty_one_and_one_of_volumes_made_by_hand_are_none(string spec) =>
        Assert.Empty(Shop().Class("a").Volume("v", "by-hand", "1Gi").Claim(spec).Evaluate(new ClaimClassMissingRule()));

    [Theory]
    [InlineData("slow", "5Gi", "ReadWriteOnce", "", "it has 5Gi of the 10Gi")]
    [InlineData("slow", "20Gi", "ReadOnlyMany", "", "its access modes are ReadOnlyMany, without ReadWriteOnce")]
    [InlineData("slow", "20Gi", "ReadWriteOnce", "\"volumeMode\":\"Block\"", "its volumeMode is Block, not Filesystem")]
    [InlineData("fast", "20Gi", "ReadWriteOnce", "", "its class is fast, not slow")]
    [InlineData("slow", "20Gi", "ReadWriteOnce", "\"claimRef\":{\"namespace\":\"shop\",\"name\":\"old\"}", "it is Released and still kept for PersistentVolumeClaim shop/old")]
    public void The_field_that_does_not_fit_is_named(string name, string size, string mode, string more, string text) => Assert.Contains(text, Assert.Single(
        Shop().Class("slow", "kubernetes.io/no-provisioner").Volume("v", name, size, mode, more).Claim("\"storageClassName\":\"slow\"").Evaluate(new ClaimNoMatchingVolumeRule())).Title, StringComparison.Ordinal);

    [Fact]
    public void A_selector_that_no_volume_meets_is_named() => Assert.Contains("its labels do not meet tier=gold", Assert.Single(
        Shop().Class("slow", "kubernetes.io/no-provisioner").Volume("v", "slow", "20Gi").Claim("\"storageClassName\":\"slow\",\"selector\":{\"matchLabels\":{\"tier\":\"gold\"}}")
            .Evaluate(new ClaimNoMatchingVolumeRule())).Title, StringComparison.Ordinal);

    [Fact]
    public void A_volume_that_fits_is_enough() => Assert.Empty(Shop().Class("slow", "kubernetes.io/no-provisioner").Volume("v", "slow", "10Gi")
        .Claim("\"storageClassName\":\"slow\"").Evaluate(new ClaimNoMatchingVolumeRule()));

    [Fact]
    public void A_claim_that_waits_for_its_first_pod_is_no_fault()
    {
        TestCluster cluster = Shop().Class("local", "kubernetes.io/no-provisioner", "WaitForFirstConsumer").Claim("\"storageClassName\":\"local\"");
        Assert.Empty(cluster.Evaluate(new ClaimNoMatchingVolumeRule()));
        Assert.Empty(cluster.Diagnose().Roots);
    }

    [Fact]
    public void The_drivers_own_words_are_given() => Assert.Contains("quota of the project is used up", Assert.Single(Shop().Class("ebs", "ebs.example").Claim("\"storageClassName\":\"ebs\"")
        .EventAbout("PersistentVolumeClaim", "data", "ProvisioningFailed", "failed to provision volume with StorageClass \"ebs\": rpc error: code = Internal desc = quota of the project is used up")
        .Evaluate(new ClaimProvisioningFailedRule())).Title, StringComparison.Ordinal);

    [Fact]
    public void A_driver_that_nobody_has_is_absent() => Assert.Contains("its provisioner ebs.example (class ebs) is not installed", Assert.Single(
        Shop().Class("ebs", "ebs.example").Claim("\"storageClassName\":\"ebs\"").Evaluate(new ClaimProvisioningFailedRule())).Title, StringComparison.Ordinal);

    [Fact]
    public void A_driver_that_is_there_gets_its_time() => Assert.Empty(Shop().Class("ebs", "ebs.example").Claim("\"storageClassName\":\"ebs\"")
        .Object("storage.k8s.io/v1", "CSIDriver", "ebs.example", "", "").Evaluate(new ClaimProvisioningFailedRule()));

    [Fact]
    public void A_lost_claim_names_its_volume_and_reaches_its_workload()
    {
        RootCause root = Assert.Single(Shop().Object("v1", "PersistentVolumeClaim", "data", """ "spec":{"volumeName":"pv-1"},"status":{"phase":"Lost"} """)
            .Deployment("db", Mounts(""), """{"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","message":"0/1 nodes are available: persistentvolumeclaim \"data\" bound to non-existent persistentvolume \"pv-1\"."}]}""").Diagnose().Roots);
        Assert.Contains("its volume pv-1 was deleted", root.Finding.Title, StringComparison.Ordinal);
        Assert.Contains(root.Effects, effect => effect.Subject.ToString() == "Deployment shop/db");
    }

    [Fact]
    public void A_bound_claim_is_well()
    {
        TestCluster cluster = Shop().Class("a").Volume("pv-1", "a", "10Gi").Object("v1", "PersistentVolumeClaim", "data", """ "spec":{"volumeName":"pv-1","storageClassName":"a"},"status":{"phase":"Bound"} """);
        Assert.Empty(cluster.Diagnose().Roots);
    }

    [Fact]
    public void Who_holds_the_volume_is_named()
    {
        Finding finding = Assert.Single(Attached("n1").Event("b-1-a", "FailedAttachVolume", "Multi-Attach error for volume \"pv-1\" Volume is already used by pod(s) a-1-a", "").Evaluate(new ClaimMultiAttachRule()));
        Assert.Equal("PersistentVolumeClaim shop/data", finding.Subject.ToString());
        Assert.Contains("Deployment shop/a (pod a-1-a) has it on n1, so that Deployment shop/b cannot start on n2", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_event_the_attachment_tells() => Assert.Equal(Confidence.Likely, Assert.Single(Attached("n1")
        .Object("storage.k8s.io/v1", "VolumeAttachment", "x", """ "spec":{"nodeName":"n1","source":{"persistentVolumeName":"pv-1"}},"status":{"attached":true} """, "").Evaluate(new ClaimMultiAttachRule())).Confidence);

    [Fact]
    public void A_volume_that_is_attached_here_as_well_is_no_conflict() => Assert.Empty(Attached("n1")
        .Object("storage.k8s.io/v1", "VolumeAttachment", "x", """ "spec":{"nodeName":"n1","source":{"persistentVolumeName":"pv-1"}},"status":{"attached":true} """, "")
        .Object("storage.k8s.io/v1", "VolumeAttachment", "y", """ "spec":{"nodeName":"n2","source":{"persistentVolumeName":"pv-1"}},"status":{"attached":true} """, "").Evaluate(new ClaimMultiAttachRule()));

    private static TestCluster Attached(string node) => Shop()
        .Object("v1", "PersistentVolumeClaim", "data", """ "spec":{"volumeName":"pv-1","accessModes":["ReadWriteOnce"]},"status":{"phase":"Bound"} """)
        .Deployment("a", Mounts($"\"nodeName\":\"{node}\""), Pods.Ready()).Deployment("b", Mounts("\"nodeName\":\"n2\""), Pods.Waiting("ContainerCreating", ""));

    private static string Mounts(string more) => $$"""{"containers":[{"name":"app","image":"a"}],"volumes":[{"name":"d","persistentVolumeClaim":{"claimName":"data"} }]{{(more.Length > 0 ? "," + more : "")}} }""";

    private static TestCluster Shop() => new TestCluster().Complete("PersistentVolume", "StorageClass", "CSIDriver", "CSINode");
}
