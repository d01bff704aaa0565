namespace Sonde.Diagnosis.Tests.Rules.Policies;

/// <summary>NetworkPolicies.</summary>
internal static class NetworkPolicies
{
    /// <summary>Adds the policy <c>shop/NAME</c>.</summary>
    public static TestCluster Policy(this TestCluster cluster, string name, string spec) =>
        cluster.Object("networking.k8s.io/v1", "NetworkPolicy", name, $$""" "spec":{ {{spec}} } """);
}
