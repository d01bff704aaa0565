using Sonde.Diagnosis.Reading;

namespace Sonde.Diagnosis.Narrowing;

/// <summary>The names that people give kinds: <c>deploy</c>, <c>svc</c>, <c>pods</c>.</summary>
internal static class KindNames
{
    private static readonly Dictionary<string, string> Short = new(StringComparer.OrdinalIgnoreCase)
    {
        ["po"] = "Pod",
        ["deploy"] = "Deployment",
        ["rs"] = "ReplicaSet",
        ["sts"] = "StatefulSet",
        ["ds"] = "DaemonSet",
        ["rc"] = "ReplicationController",
        ["cj"] = "CronJob",
        ["svc"] = "Service",
        ["ing"] = "Ingress",
        ["no"] = "Node",
        ["ns"] = "Namespace",
        ["cm"] = "ConfigMap",
        ["sa"] = "ServiceAccount",
        ["pvc"] = "PersistentVolumeClaim",
        ["pv"] = "PersistentVolume",
        ["sc"] = "StorageClass",
        ["hpa"] = "HorizontalPodAutoscaler",
        ["pdb"] = "PodDisruptionBudget",
        ["quota"] = "ResourceQuota",
        ["netpol"] = "NetworkPolicy",
        ["registry"] = "Registry",
    };

    /// <summary>The kind that a word means; null when none is known.</summary>
    public static string? Find(string word)
    {
        string plain = word.Split('.')[0];
        if (Short.TryGetValue(plain, out string? kind))
            return kind;
        return KindTable.All.FirstOrDefault(one =>
            one.Kind.Equals(plain, StringComparison.OrdinalIgnoreCase) || one.Plural.Equals(plain, StringComparison.OrdinalIgnoreCase))?.Kind;
    }
}
