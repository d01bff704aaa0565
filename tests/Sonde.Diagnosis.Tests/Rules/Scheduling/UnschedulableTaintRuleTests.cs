using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;
using static Sonde.Diagnosis.Tests.Rules.Scheduling.Fixtures;

namespace Sonde.Diagnosis.Tests.Rules.Scheduling;

public sealed class UnschedulableTaintRuleTests
{
    private const string Dedicated = """{"taints":[{"key":"dedicated","value":"gpu","effect":"NoSchedule"}]}""";

    private readonly UnschedulableTaintRule _rule = new();

    [Fact]
    public void The_only_node_with_a_gpu_is_tainted()
    {
        Finding finding = Assert.Single(new TestCluster().Node("n1").Node("g1", spec: Dedicated, more: "\"nvidia.com/gpu\":\"2\"")
            .Deployment("train", Spec(container: """ "resources":{"limits":{"nvidia.com/gpu":"1"}} """), Refused()).Evaluate(_rule));
        Assert.Contains("dedicated=gpu:NoSchedule", finding.Title, StringComparison.Ordinal);
        Assert.Contains(finding.Remedies, remedy => remedy.Patch?.Contains("value: \"gpu\"", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void A_toleration_that_nearly_matches_is_shown() => Assert.Contains("(it tolerates dedicated=cpu)", Assert.Single(new TestCluster()
        .Node("g1", spec: Dedicated)
        .Deployment("train", Spec("""
            "tolerations":[{"key":"dedicated","operator":"Equal","value":"cpu"}]
            """), Refused()).Evaluate(_rule)).Title, StringComparison.Ordinal);

    [Fact]
    public void A_taint_that_is_tolerated_is_none() => Assert.Empty(new TestCluster().Node("g1", spec: Dedicated)
        .Deployment("train", Spec("""
            "tolerations":[{"key":"dedicated","operator":"Exists"}]
            """, Asks("9")), Refused()).Evaluate(_rule));

    [Fact]
    public void The_taint_of_a_cordon_is_not_this() => Assert.Empty(new TestCluster()
        .Node("n1", spec: """{"unschedulable":true,"taints":[{"key":"node.kubernetes.io/unschedulable","effect":"NoSchedule"}]}""")
        .Deployment("web", Spec(), Refused()).Evaluate(_rule));
}
