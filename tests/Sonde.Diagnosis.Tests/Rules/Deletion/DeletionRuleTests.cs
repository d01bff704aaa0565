using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;
using Sonde.Diagnosis.Tests.Rules.Scheduling;

namespace Sonde.Diagnosis.Tests.Rules.Deletion;

public sealed class DeletionRuleTests
{
    private const string Gone = "\"deletionTimestamp\":\"2026-01-02T11:30:00Z\"";

    [Fact]
    public void What_remains_of_a_namespace_is_named_and_not_a_cause_of_its_own()
    {
        DiagnosisResult result = new TestCluster().Namespace("old", meta: Gone, status: """
            {"phase":"Terminating","conditions":[{"type":"NamespaceFinalizersRemaining","status":"True","message":"Some content in the namespace has finalizers remaining: x.example/clean in 1 resource instances"}]}
            """).Object("x.example/v1", "Thing", "t", "", "old", Gone + ",\"finalizers\":[\"x.example/clean\"]")
            .Object("apiextensions.k8s.io/v1", "CustomResourceDefinition", "things.x.example", """ "spec":{"group":"x.example","names":{"kind":"Thing","plural":"things"}} """, "").Diagnose();
        Finding finding = Assert.Single(result.Roots).Finding;
        Assert.Equal("namespace-stuck-terminating", finding.Rule);
        Assert.Contains("x.example/clean in 1 resource instances", finding.Title, StringComparison.Ordinal);
        Assert.Contains(finding.Remedies, remedy => remedy.Command?.StartsWith("kubectl patch things.x.example -n old t ", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void An_api_that_cannot_be_listed_is_the_root()
    {
        DiagnosisResult result = new TestCluster().Namespace("old", meta: Gone, status: """
            {"phase":"Terminating","conditions":[{"type":"NamespaceDeletionDiscoveryFailure","status":"True","message":"unable to retrieve the complete list of server APIs: metrics.k8s.io/v1beta1: stale GroupVersion discovery"}]}
            """).Object("apiregistration.k8s.io/v1", "APIService", "v1beta1.metrics.k8s.io", """
            "spec":{"group":"metrics.k8s.io","version":"v1beta1","service":{"namespace":"kube-system","name":"metrics-server"}},
            "status":{"conditions":[{"type":"Available","status":"False","reason":"ServiceNotFound","message":"m","lastTransitionTime":"2026-01-02T11:00:00Z"}]}
            """, "").Diagnose();
        RootCause root = Assert.Single(result.Roots);
        Assert.Equal("api-service-unavailable", root.Finding.Rule);
        Assert.Contains("Service kube-system/metrics-server does not exist", root.Finding.Title, StringComparison.Ordinal);
        Assert.Contains(root.Effects, effect => effect.Subject.ToString() == "Namespace old");
    }

    [Theory]
    [InlineData("\"deletionTimestamp\":\"2026-01-02T11:59:30Z\"")]
    [InlineData("")]
    public void A_namespace_that_is_going_or_stays_is_well(string meta) => Assert.Empty(new TestCluster().Namespace("old", meta: meta).Evaluate(new NamespaceStuckTerminatingRule()));

    [Fact]
    public void An_api_that_is_available_or_the_servers_own_is_well() => Assert.Empty(new TestCluster()
        .Object("apiregistration.k8s.io/v1", "APIService", "v1.apps", """ "spec":{"group":"apps","version":"v1"},"status":{"conditions":[{"type":"Available","status":"False","reason":"x"}]} """, "")
        .Object("apiregistration.k8s.io/v1", "APIService", "v1.x", """ "spec":{"group":"x","version":"v1","service":{"namespace":"a","name":"b"}},"status":{"conditions":[{"type":"Available","status":"True"}]} """, "")
        .Evaluate(new ApiServiceUnavailableRule()));

    [Fact]
    public void A_claim_says_which_pod_still_uses_it() => Assert.Contains("pod db still uses it (finalizer kubernetes.io/pvc-protection)", Assert.Single(new TestCluster()
        .Object("v1", "PersistentVolumeClaim", "data", """ "status":{"phase":"Bound"} """, meta: Gone + ",\"finalizers\":[\"kubernetes.io/pvc-protection\"]")
        .Pod("db", """{"nodeName":"n1","containers":[],"volumes":[{"name":"d","persistentVolumeClaim":{"claimName":"data"}}]}""", Pods.Ready()).Evaluate(new ObjectStuckTerminatingRule())).Title, StringComparison.Ordinal);

    [Theory]
    [InlineData("\"finalizers\":[\"x/y\"]", "its finalizer x/y has not been removed")]
    [InlineData("\"labels\":{}", "node n1 has not ended it, though its grace period is over")]
    public void A_pod_says_what_holds_it(string meta, string text) => Assert.Contains(text, Assert.Single(new TestCluster().Node("n1")
        .Object("v1", "Pod", "p", """ "spec":{"nodeName":"n1"},"status":{"phase":"Running"} """, meta: $"{Gone},{meta}").Evaluate(new ObjectStuckTerminatingRule())).Title, StringComparison.Ordinal);

    [Fact]
    public void A_pod_on_a_dead_node_is_an_effect_of_it()
    {
        TestCluster cluster = new TestCluster().Node("n1", ready: """{"type":"Ready","status":"Unknown","reason":"NodeStatusUnknown","message":"Kubelet stopped posting node status.","lastTransitionTime":"2026-01-02T11:10:00Z"}""")
            .Object("v1", "Pod", "p", """ "spec":{"nodeName":"n1"},"status":{"phase":"Running"} """, meta: Gone);
        Assert.Equal("node-not-ready", Assert.Single(cluster.Diagnose().Roots).Finding.Rule);
    }

    [Fact]
    public void A_pod_within_its_grace_period_is_well() => Assert.Empty(new TestCluster().Node("n1")
        .Object("v1", "Pod", "p", """ "spec":{"nodeName":"n1"},"status":{"phase":"Running"} """, meta: "\"deletionTimestamp\":\"2026-01-02T12:00:20Z\"").Evaluate(new ObjectStuckTerminatingRule()));
}
