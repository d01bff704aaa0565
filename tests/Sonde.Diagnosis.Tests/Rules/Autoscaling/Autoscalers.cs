namespace Sonde.Diagnosis.Tests.Rules.Autoscaling;

/// <summary>Autoscalers.</summary>
internal static class Autoscalers
{
    /// <summary>Adds an autoscaler of one to five replicas of a Deployment.</summary>
    public static TestCluster Hpa(this TestCluster cluster, string metrics, string status, string target = "web", string name = "web") => cluster.Object(
        "autoscaling/v2", "HorizontalPodAutoscaler", name, $$"""
        "spec":{"minReplicas":1,"maxReplicas":5,"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"{{target}}"},{{metrics}} },"status":{{status}}
        """);
}
