using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Tests.Rules;

/// <summary>Limits with which nothing starts.</summary>
public sealed class MemoryLimitTooSmallRuleTests
{
    [Fact]
    public void Thousandths_of_a_byte_were_not_meant()
    {
        Finding finding = Assert.Single(Limited("128m", Pods.Waiting("ContainerCreating", "")).Evaluate(new MemoryLimitTooSmallRule()));
        Assert.Equal("container app may use 128m of memory (m is a thousandth of a byte), and cannot start with so little; 128Mi was probably meant", finding.Title);
        Assert.Contains("limits: {memory: 128Mi}", finding.Remedies[0].Patch, StringComparison.Ordinal);
    }

    [Fact]
    public void The_runtime_says_so_of_a_limit_that_looks_possible()
    {
        TestCluster cluster = Limited("2Mi", Pods.Crashed(128, "StartError", message: "runc create failed: unable to start container process: container init was OOM-killed (memory limit too low?)"));
        Finding finding = Assert.Single(cluster.Diagnose().Roots).Finding;
        Assert.Equal("memory-limit-too-small", finding.Rule);
        Assert.Equal("container app may use 2Mi of memory, and cannot start with so little", finding.Title);
    }

    [Theory]
    [InlineData("128Mi")]
    [InlineData("4Mi")]
    public void Another_limit_is_no_fault(string limit) => Assert.Empty(Limited(limit, Pods.Waiting("ContainerCreating", "")).Evaluate(new MemoryLimitTooSmallRule()));

    private static TestCluster Limited(string limit, string status) =>
        new TestCluster().Deployment("web", Pods.Spec($$""" "resources":{"limits":{"memory":"{{limit}}"} } """), status);
}
