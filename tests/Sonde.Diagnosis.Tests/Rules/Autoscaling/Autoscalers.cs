namespace Sonde.Diagnosis.Tests.Rules.Autoscaling;

/// <summary>Autoscalers.</summary>
internal static class Autoscalers
{
    /// <summary>Adds an autoscaler of one to five replicas of a Deployment.</summary>
    public static TestCluster Hpa(this TestCluster cluster, string metrics, string status, string target = "web", string name = "web") => cluster.Object(
        "autoscaling/v2", "HorizontalPodAutoscaler", name, $$"""
        "spec":{"minReplicas":1,"maxReplicas":5,"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"{{target}}"},{{metrics}} },"status":{{status}}
        """);

    /// <summary>Adds a disruption budget.</summary>
    public static TestCluster Budget(this TestCluster cluster, string name, string selector, int expected, int allowed = 1, string max = "1") => cluster.Object(
        "policy/v1", "PodDisruptionBudget", name, $$"""
        "spec":{"maxUnavailable":{{max}},"selector":{{selector}} },"status":{"disruptionsAllowed":{{allowed}},"currentHealthy":{{expected}},"desiredHealthy":{{expected - allowed}},"expectedPods":{{expected}} }
        """);
}
