using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Tests.Rules.Nodes;

/// <summary>Pods that a kubelet does not take.</summary>
public sealed class PodRejectedRuleTests
{
    private const string Sysctl = "SysctlForbidden", Said = "Pod was rejected: forbidden sysctl: \\\"net.core.somaxconn\\\" not allowlisted";

    [Fact]
    public void The_sysctl_and_the_endless_pods_are_named()
    {
        TestCluster cluster = Rejecting(Sysctl, Said, 5);
        Finding finding = Assert.Single(cluster.Evaluate(new PodRejectedRule()));
        Assert.Equal("the kubelet of n1 rejects its pods (SysctlForbidden, 5 so far): the sysctl net.core.somaxconn is not a safe one, and this kubelet does not allow it", finding.Title);
        Assert.Equal("Deployment", finding.Subject.Kind);
        Assert.Contains(finding.Remedies, remedy => remedy.Command == "kubectl scale -n shop deployment/web --replicas=0");
        Assert.Equal("pod-rejected", Assert.Single(cluster.Diagnose().Roots).Finding.Rule);
    }

    [Theory]
    [InlineData("OutOfcpu", "Pod was rejected: Node didn't have enough resource: cpu, requested: 4000, used: 100, capacity: 2000", "the node has no room: Node didn't have enough resource: cpu")]
    [InlineData("NodeAffinity", "Pod was rejected: Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector", "its labels do not match their node selector")]
    [InlineData("UnexpectedAdmissionError", "Pod was rejected: Allocate failed due to no healthy devices present; cannot allocate unhealthy devices nvidia.com/gpu", "a device could not be given: Allocate failed")]
    public void Each_reason_has_its_words(string reason, string message, string words) =>
        Assert.Contains(words, Assert.Single(Rejecting(reason, message, 1).Evaluate(new PodRejectedRule())).Title, StringComparison.Ordinal);

    [Fact]
    public void A_pod_that_was_taken_since_ends_the_matter() => Assert.Empty(Rejecting(Sysctl, Said, 2)
        .Add("""
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"web-1-z","namespace":"shop","uid":"p-z","creationTimestamp":"2026-01-02T11:58:00Z","labels":{"app":"web"},
             "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"web-1","uid":"r-web","controller":true}]},
             "spec":{"nodeName":"n2","containers":[{"name":"app","image":"a"}]},"status":{"phase":"Running","startTime":"2026-01-02T11:58:01Z","conditions":[{"type":"Ready","status":"False"}]} }
            """).Evaluate(new PodRejectedRule()));

    [Fact]
    public void An_evicted_pod_was_not_rejected() => Assert.Empty(Rejecting("Evicted", "Pod was rejected: The node had condition: [DiskPressure]. ", 2).Evaluate(new PodRejectedRule()));

    private static TestCluster Rejecting(string reason, string message, int pods)
    {
        string status = $$"""{"phase":"Failed","reason":"{{reason}}","message":"{{message}}","startTime":"2026-01-02T11:00:01Z"}""";
        TestCluster cluster = new TestCluster().Deployment("web", Pods.Spec(), status);
        for (int i = 1; i < pods; i++)
            cluster.Pod($"web-1-{i}", Pods.Spec(), status, """{"app":"web"}""", """[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"web-1","uid":"r-web","controller":true}]""");
        return cluster;
    }
}
