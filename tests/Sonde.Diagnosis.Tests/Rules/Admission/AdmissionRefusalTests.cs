using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Tests.Rules.Admission;

/// <summary>Limits, Pod Security, webhooks and accounts that refuse pods.</summary>
public sealed class AdmissionRefusalTests
{
    private const string Forbidden = "Error creating: pods \"web-1-\" is forbidden: ";

    [Fact]
    public void A_limit_above_the_range_names_container_and_bound()
    {
        TestCluster cluster = new TestCluster().Object("v1", "LimitRange", "limits", """ "spec":{"limits":[{"type":"Container","max":{"memory":"512Mi"}}]} """)
            .Short("web", Pods.Spec(""" "resources":{"limits":{"memory":"1Gi"}} """), Forbidden + "maximum memory usage per Container is 512Mi, but limit is 1Gi");
        Finding finding = Assert.Single(cluster.Evaluate(new LimitRangeViolatedRule()));
        Assert.Equal("LimitRange shop/limits refuses its pods: container app has a memory limit of 1Gi, and at most 512Mi is allowed", finding.Title);
        Assert.Equal("app", finding.Container);
        Assert.Contains("limits: {memory: 512Mi}", finding.Remedies[0].Patch, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(""" "min":{"cpu":"100m"} """, """ "resources":{"requests":{"cpu":"10m"}} """, "requests cpu 10m, and at least 100m is demanded")]
    [InlineData(""" "maxLimitRequestRatio":{"cpu":"2"} """, """ "resources":{"requests":{"cpu":"100m"},"limits":{"cpu":"1"}} """, "a cpu limit of 1 and a request of 100m: more than 2 times as much")]
    [InlineData(""" "max":{"cpu":"1"},"default":{"cpu":"2"} """, "", "a cpu limit of 2, and at most 1 is allowed")]
    public void Bounds_are_recomputed_with_defaults(string limits, string container, string text)
    {
        TestCluster cluster = new TestCluster().Object("v1", "LimitRange", "limits", $$""" "spec":{"limits":[{"type":"Container",{{limits}} }]} """)
            .Short("web", Pods.Spec(container), Forbidden + "minimum cpu usage per Container is 100m, but request is 10m");
        Assert.Contains(text, Assert.Single(cluster.Evaluate(new LimitRangeViolatedRule())).Title, StringComparison.Ordinal);
    }

    [Fact]
    public void The_pod_security_level_and_the_field_are_named()
    {
        Finding finding = Assert.Single(new TestCluster().Namespace("shop", """{"pod-security.kubernetes.io/enforce":"baseline"}""").Short("web", Pods.Spec(),
            Forbidden + """violates PodSecurity "baseline:latest": privileged (container "app" must not set securityContext.privileged=true)""").Evaluate(new PodSecurityDeniedRule()));
        Assert.Contains("level baseline of namespace shop refuses its pods: privileged (container \"app\"", finding.Title, StringComparison.Ordinal);
        Assert.Equal("app", finding.Container);
        Assert.Contains(finding.Evidence, one => one.Object.Kind == "Namespace" && one.Value == "baseline");
    }

    [Theory]
    [InlineData("""admission webhook "policy.example.com" denied the request: no latest tags here""", "the admission webhook policy.example.com refuses its pods: no latest tags here")]
    [InlineData("""ValidatingAdmissionPolicy 'replicas' with binding 'b' denied request: too many""", "the ValidatingAdmissionPolicy replicas refuses its pods: too many")]
    public void A_refusal_of_a_webhook_or_policy_gives_its_reason(string message, string title) => Assert.Equal(
        title, Assert.Single(new TestCluster().Short("web", Pods.Spec(), "Error creating: " + message).Evaluate(new WebhookDeniedRule())).Title);

    [Fact]
    public void A_missing_account_is_named_with_one_that_is_near()
    {
        TestCluster cluster = Account("web-runer").Object("v1", "ServiceAccount", "web-runner", "");
        Assert.Contains("ServiceAccount web-runer, which does not exist in namespace shop; web-runner exists", Assert.Single(cluster.Evaluate(new ServiceAccountMissingRule())).Title, StringComparison.Ordinal);
    }

    [Fact]
    public void An_account_that_was_made_since_is_not_missing() =>
        Assert.Empty(Account("runner").Object("v1", "ServiceAccount", "runner", "").Evaluate(new ServiceAccountMissingRule()));

    [Fact]
    public void No_rule_takes_the_refusal_of_another()
    {
        TestCluster cluster = Account("runner");
        foreach (Rule rule in (Rule[])[new QuotaExceededRule(), new LimitRangeViolatedRule(), new PodSecurityDeniedRule(), new WebhookDeniedRule(), new WebhookUnreachableRule()])
            Assert.Empty(cluster.Evaluate(rule));
    }

    [Fact]
    public void An_event_of_long_ago_says_nothing() => Assert.Empty(new TestCluster().Short("web", Pods.Spec(), "", has: 1)
        .EventAbout("ReplicaSet", "web-1", "FailedCreate", Forbidden + "violates PodSecurity \"baseline:latest\": x", last: "2026-01-02T10:00:00Z").Evaluate(new PodSecurityDeniedRule()));

    private static TestCluster Account(string name) => new TestCluster().Short("web", Pods.Spec(pod: $"\"serviceAccountName\":\"{name}\""),
        $"{Forbidden}error looking up service account shop/{name}: serviceaccount \"{name}\" not found");
}
