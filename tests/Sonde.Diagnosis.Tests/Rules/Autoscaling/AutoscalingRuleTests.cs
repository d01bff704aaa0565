using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Tests.Rules.Autoscaling;

public sealed class AutoscalingRuleTests
{
    private const string Cpu = """ "metrics":[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":70}}}] """;
    private const string Absent = "failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)";

    [Fact]
    public void A_metrics_api_that_nobody_serves_is_named()
    {
        Finding finding = Assert.Single(Web().Hpa(Cpu, Inactive(Absent)).Complete("APIService").Evaluate(new HpaNoMetricsRule()));
        Assert.Equal("HorizontalPodAutoscaler shop/web", finding.Subject.ToString());
        Assert.Contains("the metrics API metrics.k8s.io is missing: nothing serves it", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_metrics_server_that_is_down_is_the_root()
    {
        DiagnosisResult result = Web().Hpa(Cpu, Inactive(Absent)).Object("apiregistration.k8s.io/v1", "APIService", "v1beta1.metrics.k8s.io", """
            "spec":{"group":"metrics.k8s.io","version":"v1beta1","service":{"namespace":"kube-system","name":"metrics-server"}},
            "status":{"conditions":[{"type":"Available","status":"False","reason":"MissingEndpoints","message":"endpoints for service/metrics-server have no addresses","lastTransitionTime":"2026-01-02T11:30:00Z"}]}
            """, "").Diagnose();
        RootCause root = Assert.Single(result.Roots);
        Assert.Equal("api-service-unavailable", root.Finding.Rule);
        Assert.Contains(root.Effects, effect => effect.Subject.Kind == "HorizontalPodAutoscaler");
    }

    [Fact]
    public void The_container_without_a_request_is_named_even_when_it_is_a_sidecar()
    {
        string spec = """{"containers":[{"name":"app","image":"a","resources":{"requests":{"cpu":"100m"}}},{"name":"proxy","image":"p"}]}""";
        Finding finding = Assert.Single(new TestCluster().Deployment("web", spec, Pods.Ready()).Hpa(Cpu, Inactive("missing request for cpu in container proxy of Pod web-1-a")).Evaluate(new HpaNoMetricsRule()));
        Assert.Equal("proxy", finding.Container);
        Assert.Contains("name: proxy, resources: {requests: {cpu: 100m}}", finding.Remedies[0].Patch, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"conditions":[{"type":"ScalingActive","status":"True"}]}""")]
    [InlineData("""{"conditions":[{"type":"ScalingActive","status":"False","reason":"ScalingDisabled","lastTransitionTime":"2026-01-02T11:00:00Z"}]}""")]
    [InlineData("""{"conditions":[{"type":"ScalingActive","status":"False","reason":"FailedGetResourceMetric","message":"x","lastTransitionTime":"2026-01-02T11:59:30Z"}]}""")]
    public void One_that_measures_that_is_off_or_that_has_just_begun_is_well(string status) => Assert.Empty(Web().Hpa(Cpu, status).Evaluate(new HpaNoMetricsRule()));

    [Fact]
    public void A_target_that_does_not_exist_is_named_with_one_that_is_near()
    {
        string status = """{"conditions":[{"type":"AbleToScale","status":"False","reason":"FailedGetScale","message":"deployments.apps \"webb\" not found"}]}""";
        Assert.Equal("is to scale Deployment webb, which does not exist; web exists", Assert.Single(Web().Hpa(Cpu, status, target: "webb").Evaluate(new HpaTargetMissingRule())).Title);
    }

    [Fact]
    public void A_target_that_exists_is_well() => Assert.Empty(Web().Hpa(Cpu, "{}").Complete("Deployment").Evaluate(new HpaTargetMissingRule()));

    [Theory]
    [InlineData("2026-01-02T11:30:00Z", 95, Severity.Warning)]
    [InlineData("2026-01-02T11:55:00Z", 95, Severity.Info)]
    [InlineData("2026-01-02T11:30:00Z", 60, Severity.Info)]
    public void At_the_maximum_it_depends_on_how_long_and_how_much(string since, int percent, Severity severity) => Assert.Equal(
        severity, Assert.Single(Web().Hpa(Cpu, Limited(since, percent, 5)).Evaluate(new HpaAtMaximumRule())).Severity);

    [Fact]
    public void Below_the_maximum_all_is_well() => Assert.Empty(Web().Hpa(Cpu, Limited("2026-01-02T11:30:00Z", 95, 4)).Evaluate(new HpaAtMaximumRule()));

    [Fact]
    public void Two_for_one_target_are_a_conflict() => Assert.Contains("and so does zweb", Assert.Single(
        Web().Hpa(Cpu, "{}").Hpa(Cpu, "{}", name: "zweb").Evaluate(new HpaConflictRule())).Title, StringComparison.Ordinal);

    [Fact]
    public void A_number_that_is_set_back_each_time_is_a_conflict()
    {
        TestCluster cluster = Web().Hpa(Cpu, "{}").EventAbout("HorizontalPodAutoscaler", "web", "SuccessfulRescale", "New size: 4; reason: cpu resource utilization above target", 6);
        Assert.Empty(cluster.Evaluate(new HpaConflictRule()));
        Assert.Contains("to 4 replicas, and somebody sets it back each time (6 times)", Assert.Single(cluster
            .EventAbout("Deployment", "web", "ScalingReplicaSet", "Scaled down replica set web-1 to 1 from 4", 6).Evaluate(new HpaConflictRule())).Title, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"minAvailable\":2", 0, 2, 2, true)]
    [InlineData("\"maxUnavailable\":0", 0, 3, 3, true)]
    [InlineData("\"minAvailable\":1", 0, 1, 2, false)]
    [InlineData("\"minAvailable\":\"100%\"", 0, 0, 0, false)]
    [InlineData("\"maxUnavailable\":1", 1, 1, 2, false)]
    public void A_budget_that_never_allows_anything_is_told_from_one_that_waits_for_its_pods(string spec, int allowed, int desired, int expected, bool isWrong)
    {
        IReadOnlyList<Finding> findings = Web().Object("policy/v1", "PodDisruptionBudget", "web", $$"""
            "spec":{ {{spec}},"selector":{"matchLabels":{"app":"web"} } },"status":{"disruptionsAllowed":{{allowed}},"desiredHealthy":{{desired}},"expectedPods":{{expected}},"currentHealthy":1}
            """).Evaluate(new PdbBlocksEvictionRule());
        Assert.Equal(isWrong ? 1 : 0, findings.Count);
        if (isWrong)
            Assert.Equal(Severity.Warning, findings[0].Severity);
    }

    private static TestCluster Web() => new TestCluster().Deployment("web", Pods.Spec(""" "resources":{"requests":{"cpu":"100m"}} """), Pods.Ready());

    private static string Inactive(string message) => $$"""
        {"conditions":[{"type":"ScalingActive","status":"False","reason":"FailedGetResourceMetric","message":"{{message}}","lastTransitionTime":"2026-01-02T11:00:00Z"}]}
        """;

    private static string Limited(string since, int percent, int current) => $$"""
        {"currentReplicas":{{current}},"conditions":[{"type":"ScalingActive","status":"True"},{"type":"ScalingLimited","status":"True","reason":"TooManyReplicas","lastTransitionTime":"{{since}}"}],
         "currentMetrics":[{"type":"Resource","resource":{"name":"cpu","current":{"averageUtilization":{{percent}} } } }]}
        """;
}
