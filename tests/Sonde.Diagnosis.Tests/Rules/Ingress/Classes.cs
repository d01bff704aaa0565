namespace Sonde.Diagnosis.Tests.Rules.Ingress;

/// <summary>Classes of Ingresses.</summary>
internal static class Classes
{
    /// <summary>Adds the only class.</summary>
    public static TestCluster Class(this TestCluster cluster, string name) =>
        cluster.Object("networking.k8s.io/v1", "IngressClass", name, """ "spec":{"controller":"k8s.io/ingress-nginx"} """, "").Complete("IngressClass");
}
