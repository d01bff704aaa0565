namespace Sonde.Diagnosis.Tests.Rules.Storage;

/// <summary>Claims, volumes and classes.</summary>
internal static class Volumes
{
    /// <summary>Adds a class.</summary>
    public static TestCluster Class(this TestCluster cluster, string name, string provisioner = "driver.example", string binding = "Immediate") =>
        cluster.Object("storage.k8s.io/v1", "StorageClass", name, $$""" "provisioner":"{{provisioner}}","volumeBindingMode":"{{binding}}" """, "");

    /// <summary>Adds a volume; with a claimRef it is Released.</summary>
    public static TestCluster Volume(this TestCluster cluster, string name, string className, string size, string mode = "ReadWriteOnce", string more = "") =>
        cluster.Object("v1", "PersistentVolume", name, $$"""
            "spec":{"storageClassName":"{{className}}","capacity":{"storage":"{{size}}"},"accessModes":["{{mode}}"]{{(more.Length > 0 ? "," + more : "")}} },
            "status":{"phase":"{{(more.Contains("claimRef", StringComparison.Ordinal) ? "Released" : "Available")}}"}
            """, "");

    /// <summary>Adds the claim <c>shop/data</c> of 10Gi, which is Pending.</summary>
    public static TestCluster Claim(this TestCluster cluster, string spec) => cluster.Object("v1", "PersistentVolumeClaim", "data", $$"""
        "spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"10Gi"} }{{(spec.Length > 0 ? "," + spec : "")}} },"status":{"phase":"Pending"}
        """);
}
