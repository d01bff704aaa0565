using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Tests.Rules.Admission;

/// <summary>Classes that pods name.</summary>
public sealed class PodClassRuleTests
{
    private const string Priority = "Error creating: pods \"web-1-\" is forbidden: no PriorityClass with name critcal was found";

    [Fact]
    public void A_missing_priority_class_is_named_with_one_that_is_near()
    {
        Finding finding = Assert.Single(Short("""{"priorityClassName":"critcal","containers":[{"name":"app","image":"a"}]}""", Priority)
            .Object("scheduling.k8s.io/v1", "PriorityClass", "critical", "\"value\":1000", "").Evaluate(new PriorityClassMissingRule()));
        Assert.Equal("2 pods cannot be made: they name the PriorityClass critcal, which does not exist; critical exists", finding.Title);
        Assert.Contains("priorityClassName: critical", finding.Remedies[0].Patch, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_was_made_since_is_not_missing() => Assert.Empty(Short("""{"priorityClassName":"critcal","containers":[{"name":"app","image":"a"}]}""", Priority)
        .Object("scheduling.k8s.io/v1", "PriorityClass", "critcal", "\"value\":1000", "").Evaluate(new PriorityClassMissingRule()));

    [Fact]
    public void A_missing_runtime_class_is_named()
    {
        TestCluster cluster = Short("""{"runtimeClassName":"gvisor","containers":[{"name":"app","image":"a"}]}""", "Error creating: pods \"web-1-\" is forbidden: pod rejected: RuntimeClass \"gvisor\" not found");
        Assert.Equal("2 pods cannot be made: they name the RuntimeClass gvisor, which does not exist", Assert.Single(cluster.Evaluate(new RuntimeClassMissingRule())).Title);
        Assert.Equal("runtime-class-missing", Assert.Single(cluster.Diagnose().Roots).Finding.Rule);
    }

    [Fact]
    public void A_template_that_names_no_class_any_more_is_another_matter() =>
        Assert.Empty(Short(Pods.Spec(), Priority).Evaluate(new PriorityClassMissingRule()));

    private static TestCluster Short(string spec, string refusal) => new TestCluster().Short("web", spec, refusal);
}
