namespace Sonde.Diagnosis.Tests.Rules.Names;

/// <summary>The cluster's DNS.</summary>
internal static class NameServer
{
    /// <summary>Adds CoreDNS with its Service, and as many pods as told in some state.</summary>
    public static TestCluster Dns(this TestCluster cluster, int replicas, string status)
    {
        const string Labels = """{"k8s-app":"kube-dns"}""", Spec = """{"nodeName":"n1","containers":[{"name":"app","image":"registry.example/coredns:1"}]}""";
        cluster.Complete("Pod").Object("v1", "Service", "kube-dns", $$""" "spec":{"clusterIP":"10.96.0.10","selector":{{Labels}},"ports":[{"name":"dns","port":53,"protocol":"UDP"}]} """, "kube-system", $"\"labels\":{Labels}");
        cluster.Object("apps/v1", "Deployment", "coredns", $$""" "spec":{"replicas":{{replicas}},"selector":{"matchLabels":{{Labels}} },"template":{"metadata":{"labels":{{Labels}} },"spec":{{Spec}} } } """, "kube-system", "\"uid\":\"dns\"");
        for (int i = 0; i < replicas; i++)
        {
            cluster.Object("v1", "Pod", $"coredns-{i}", $$""" "spec":{{Spec}},"status":{{status}} """, "kube-system",
                $$""" "labels":{{Labels}},"ownerReferences":[{"apiVersion":"apps/v1","kind":"Deployment","name":"coredns","uid":"dns","controller":true}] """);
        }

        return cluster;
    }
}
