using static Sonde.Diagnosis.Sources.KubectlText.JsonParts;

namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>The tables of <c>kubectl get</c>, by their columns (pkg/printers/internalversion of Kubernetes).</summary>
internal static class TableKinds
{
    private static readonly TableKind[] All =
    [
        new("Pod", ["READY", "STATUS", "RESTARTS"], ["spec"], PodRows.Read),
        new("DaemonSet", ["DESIRED", "CURRENT", "UP-TO-DATE"], ["spec"], WorkloadRows.DaemonSet),
        new("ReplicaSet", ["DESIRED", "CURRENT", "READY"], ["spec"], WorkloadRows.ReplicaSet),
        new("Deployment", ["READY", "UP-TO-DATE", "AVAILABLE"], ["spec"], WorkloadRows.Deployment),
        new("Job", ["COMPLETIONS", "DURATION"], ["spec"], WorkloadRows.Job),
        new("CronJob", ["SCHEDULE", "SUSPEND"], ["spec"], WorkloadRows.CronJob),
        new("Service", ["TYPE", "CLUSTER-IP", "PORT(S)"], ["ports"], NetworkRows.Service),
        new("EndpointSlice", ["ADDRESSTYPE", "ENDPOINTS"], [], NetworkRows.EndpointSlice),
        new("Ingress", ["CLASS", "HOSTS", "PORTS"], ["spec"], NetworkRows.Ingress),
        new("PersistentVolumeClaim", ["STATUS", "VOLUME", "CAPACITY"], ["spec"], StorageRows.Claim),
        new("PersistentVolume", ["CAPACITY", "RECLAIM POLICY", "CLAIM"], ["spec"], StorageRows.Volume),
        new("StorageClass", ["PROVISIONER", "RECLAIMPOLICY"], ["spec"], StorageRows.Class),
        new("HorizontalPodAutoscaler", ["REFERENCE", "TARGETS"], [], PolicyRows.Autoscaler),
        new("PodDisruptionBudget", ["MIN AVAILABLE", "MAX UNAVAILABLE"], ["spec"], PolicyRows.Budget),
        new("ResourceQuota", ["REQUEST", "LIMIT"], [], PolicyRows.Quota),
        new("NetworkPolicy", ["POD-SELECTOR"], ["spec"], Plain),
        new("IngressClass", ["CONTROLLER", "PARAMETERS"], [], (row, piece) => TextPiece.Put(piece.Spec, "controller", Text(row["CONTROLLER"]))),
        new("PriorityClass", ["VALUE", "GLOBAL-DEFAULT"], [], Plain),
        new("Node", ["STATUS", "ROLES", "VERSION"], ["spec"], NodeRows.Node),
        new("Secret", ["TYPE", "DATA"], ["keys"], (row, piece) => TextPiece.Put(piece.Json, "type", Text(row["TYPE"]))),
        new("ConfigMap", ["DATA"], ["keys"], Plain),
        new("ServiceAccount", ["SECRETS", "AGE"], ["spec"], Plain),
        new("NodeMetrics", ["CPU(cores)", "CPU(%)"], [], UsageRows.Node),
        new("NodeMetrics", ["CPU(cores)", "CPU%"], [], UsageRows.Node),
        new("PodMetrics", ["CPU(cores)", "MEMORY(bytes)"], [], UsageRows.Pod),
        new("RoleBinding", ["ROLE", "AGE"], ["spec"], AccessDescriptions.BindingRow),
        new("StatefulSet", ["READY", "AGE"], ["spec"], WorkloadRows.StatefulSet),
        new("Namespace", ["STATUS", "AGE"], [], NodeRows.Namespace),
    ];

    /// <summary>The kind of object that a table shows; null when its columns tell none.</summary>
    public static TableKind? Of(IReadOnlyList<string> columns) =>
        Array.Find(All, kind => kind.Columns.All(wanted => columns.Contains(wanted, StringComparer.OrdinalIgnoreCase)));

    /// <summary>How rows of a kind are read; null when it is not known.</summary>
    public static TableKind? Named(string kind) => Array.Find(All, one => one.Kind == kind)
        ?? (Reading.KindTable.Find(kind) is null ? null : new TableKind(kind, [], ["spec"], Plain));

    /// <summary>What all tables show: age and labels.</summary>
    public static void ReadCommon(TextRow row, TextPiece piece)
    {
        TextPiece.Put(piece.Meta, "creationTimestamp", Time(AgeText.Before(piece.Now, row["AGE"])));
        if (row.Has("LABELS"))
            TextPiece.Put(piece.Meta, "labels", Map(row.Parts("LABELS")));
        else
            piece.Unknown.Add("labels");
    }

    private static void Plain(TextRow row, TextPiece piece)
    {
        // Name and age are all that matters of it.
    }
}
