namespace Sonde.Diagnosis.Tests.Rules.Access;

/// <summary>Requests for certificates.</summary>
internal static class CertificateRequests
{
    /// <summary>Adds a request of the kubelet of n1.</summary>
    public static TestCluster Request(this TestCluster cluster, string name, string signer, string created, string status = "{}") => cluster.Add($$"""
        {"apiVersion":"certificates.k8s.io/v1","kind":"CertificateSigningRequest","metadata":{"name":"{{name}}","creationTimestamp":"{{created}}"},
         "spec":{"signerName":"{{signer}}","username":"system:node:n1","request":"LS0=","usages":["server auth"]},"status":{{status}} }
        """);
}
