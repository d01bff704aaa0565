using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Tests.Rules.Scheduling;

/// <summary>DaemonSets that run nowhere.</summary>
public sealed class DaemonsetNoNodeRuleTests
{
    [Theory]
    [InlineData("""{"kubernetes.io/os":"linuxx"}""", "there are nodes with kubernetes.io/os=linux", Severity.Warning)]
    [InlineData("""{"example.com/accelerator":"a100"}""", "matches none of 2 nodes", Severity.Info)]
    public void A_slip_of_the_pen_is_a_warning_and_absent_hardware_is_not(string selector, string words, Severity severity)
    {
        Finding finding = Assert.Single(Agent($"\"nodeSelector\":{selector},", 0).Evaluate(new DaemonsetNoNodeRule()));
        Assert.Contains(words, finding.Title, StringComparison.Ordinal);
        Assert.Equal(severity, finding.Severity);
    }

    [Fact]
    public void Nodes_that_are_chosen_and_refuse_are_a_warning()
    {
        Finding finding = Assert.Single(Agent("\"nodeSelector\":{\"disk\":\"ssd\"},", 0).Evaluate(new DaemonsetNoNodeRule()));
        Assert.Equal("runs on no node: the node that it chooses has a taint that it does not tolerate (team=ml:NoSchedule)", finding.Title);
        Assert.Equal(Severity.Warning, finding.Severity);
    }

    [Fact]
    public void One_that_tolerates_everything_is_on_its_way() => Assert.Empty(Agent("\"nodeSelector\":{\"disk\":\"ssd\"},\"tolerations\":[{\"operator\":\"Exists\"}],", 0).Evaluate(new DaemonsetNoNodeRule()));

    [Fact]
    public void One_that_runs_is_no_fault() => Assert.Empty(Agent("", 1).Evaluate(new DaemonsetNoNodeRule()));

    [Fact]
    public void Pods_where_none_would_be_put_any_more_are_worth_knowing()
    {
        Finding finding = Assert.Single(Agent("", 1, misscheduled: 2).Evaluate(new DaemonsetNoNodeRule()));
        Assert.Equal(Severity.Info, finding.Severity);
        Assert.StartsWith("runs on 2 nodes where it would not be put any more", finding.Title, StringComparison.Ordinal);
    }

    private static TestCluster Agent(string spec, int desired, int misscheduled = 0) => new TestCluster().Complete("Node")
        .Object("v1", "Node", "n1", """ "status":{"conditions":[{"type":"Ready","status":"True"}]} """, "", """ "labels":{"kubernetes.io/os":"linux"} """)
        .Object("v1", "Node", "n2", """ "spec":{"taints":[{"key":"team","value":"ml","effect":"NoSchedule"}]},"status":{"conditions":[{"type":"Ready","status":"True"}]} """, "", """ "labels":{"kubernetes.io/os":"linux","disk":"ssd"} """)
        .Object("apps/v1", "DaemonSet", "agent", $$""" "spec":{"selector":{"matchLabels":{"app":"agent"} },"template":{"metadata":{"labels":{"app":"agent"} },"spec":{ {{spec}}"containers":[{"name":"a","image":"a"}]} } },"status":{"desiredNumberScheduled":{{desired}},"numberMisscheduled":{{misscheduled}} } """);
}
