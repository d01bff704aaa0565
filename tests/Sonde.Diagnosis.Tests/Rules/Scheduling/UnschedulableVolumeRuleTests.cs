using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;
using static Sonde.Diagnosis.Tests.Rules.Scheduling.Fixtures;

namespace Sonde.Diagnosis.Tests.Rules.Scheduling;

public sealed class UnschedulableVolumeRuleTests
{
    private const string Mounts = """
        "volumes":[{"name":"data","persistentVolumeClaim":{"claimName":"data"}}]
        """;

    private readonly UnschedulableVolumeRule _rule = new();

    [Fact]
    public void A_volume_of_another_zone_is_named_with_the_selector_that_forbids_it()
    {
        Finding finding = Assert.Single(Bound(new TestCluster().Node("n1").Node("n2"), "z-n1")
            .Deployment("db", Spec($"{Mounts},\"nodeSelector\":{{\"zone\":\"z-n2\"}}"), Refused()).Evaluate(_rule));
        Assert.Contains("n2 cannot use volume pv-1 of claim data, which is only for zone=z-n1", finding.Title, StringComparison.Ordinal);
        Assert.Contains("its node selector or affinity refuses the others", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_of_the_zone_that_is_full_is_about_resources() => Assert.Equal("unschedulable-resources", Assert.Single(
        Bound(new TestCluster().Node("n1").Node("n2").On("n1", "big", container: Asks("4")), "z-n1")
            .Deployment("db", Spec(Mounts, Asks("1")), Refused()).Diagnose().Roots).Finding.Rule);

    [Fact]
    public void A_claim_that_does_not_exist_is_named() => Assert.Contains("the claim data does not exist", Assert.Single(new TestCluster()
        .Complete("PersistentVolumeClaim").Node("n1").Deployment("db", Spec(Mounts), Refused("persistentvolumeclaim \\\"data\\\" not found")).Evaluate(_rule)).Title, StringComparison.Ordinal);

    [Fact]
    public void A_node_holds_no_more_volumes_of_a_driver_than_it_tells() => Assert.Contains("holds 0 of at most 0 volumes of csi.example.com", Assert.Single(
        Bound(new TestCluster().Node("n1"), "z-n1")
            .Add("""{"apiVersion":"storage.k8s.io/v1","kind":"CSINode","metadata":{"name":"n1"},"spec":{"drivers":[{"name":"csi.example.com","allocatable":{"count":0}}]}}""")
            .Deployment("db", Spec(Mounts), Refused()).Evaluate(_rule)).Title, StringComparison.Ordinal);

    [Fact]
    public void A_claim_that_is_not_bound_is_a_cause_of_its_own() => Assert.Empty(new TestCluster().Node("n1")
        .Add("""{"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"name":"data","namespace":"shop"},"spec":{"storageClassName":"none"},"status":{"phase":"Pending"}}""")
        .Deployment("db", Spec(Mounts), Refused("0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.")).Evaluate(_rule));

    private static TestCluster Bound(TestCluster cluster, string zone) => cluster
        .Add("""{"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"name":"data","namespace":"shop"},"spec":{"volumeName":"pv-1"},"status":{"phase":"Bound"}}""")
        .Add($$"""
            {"apiVersion":"v1","kind":"PersistentVolume","metadata":{"name":"pv-1"},"spec":{"csi":{"driver":"csi.example.com"},
             "nodeAffinity":{"required":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"zone","operator":"In","values":["{{zone}}"]}]}]} } },"status":{"phase":"Bound"} }
            """);
}
