namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>The descriptions, by the lines that tell their kind (pkg/describe of kubectl).</summary>
internal static class DescriptionKinds
{
    private static readonly DescriptionKind[] All =
    [
        new("Pod", ["Containers", "Node"], PodDescriptions.Read),
        new("Pod", ["Containers", "QoS Class"], PodDescriptions.Read),
        new("Deployment", ["StrategyType"], WorkloadDescriptions.Deployment),
        new("DaemonSet", ["Desired Number of Nodes Scheduled"], WorkloadDescriptions.DaemonSet),
        new("CronJob", ["Schedule", "Concurrency Policy"], WorkloadDescriptions.CronJob),
        new("Job", ["Pods Statuses", "Parallelism"], WorkloadDescriptions.Job),
        new("StatefulSet", ["Update Strategy", "Pods Status"], WorkloadDescriptions.StatefulSet),
        new("ReplicaSet", ["Replicas", "Pods Status"], WorkloadDescriptions.ReplicaSet),
        new("Service", ["Session Affinity"], NetworkDescriptions.Service),
        new("EndpointSlice", ["AddressType"], NetworkDescriptions.EndpointSlice),
        new("Ingress", ["Default backend"], NetworkDescriptions.Ingress),
        new("Ingress", ["Ingress Class", "Rules"], NetworkDescriptions.Ingress),
        new("Node", ["Non-terminated Pods"], NodeDescriptions.Node),
        new("Node", ["Taints", "Conditions"], NodeDescriptions.Node),
        new("PersistentVolume", ["Reclaim Policy", "Claim"], StorageDescriptions.Volume),
        new("PersistentVolumeClaim", ["Access Modes", "Volume"], StorageDescriptions.Claim),
        new("StorageClass", ["Provisioner"], StorageDescriptions.Class),
        new("HorizontalPodAutoscaler", ["Min replicas"], PolicyDescriptions.Autoscaler),
        new("PodDisruptionBudget", ["Selector", "Status"], PolicyDescriptions.Budget),
        new("NetworkPolicy", ["Spec", "Created on"], NetworkPolicyDescriptions.Read),
        new("ServiceAccount", ["Mountable secrets"], ConfigDescriptions.ServiceAccount),
        new("ConfigMap", ["Data", "BinaryData"], ConfigDescriptions.ConfigMap),
        new("Secret", ["Type", "Data"], ConfigDescriptions.Secret),
        new("LimitRange", ["Type"], PolicyDescriptions.Limits),
        new("ResourceQuota", ["Resource"], PolicyDescriptions.Quota),
        new("IngressClass", ["Controller"], NetworkDescriptions.Class),
        new("Role", ["PolicyRule"], AccessDescriptions.Role),
        new("ClusterRole", ["PolicyRule"], AccessDescriptions.Role),
        new("RoleBinding", ["Role", "Subjects"], AccessDescriptions.Binding),
        new("ClusterRoleBinding", ["Role", "Subjects"], AccessDescriptions.Binding),
        new("Namespace", ["Status"], NodeDescriptions.Namespace),
    ];

    /// <summary>The kind of a description; null when its lines tell none.</summary>
    public static DescriptionKind? Of(DescriptionNode root, string? asked)
    {
        if (root["Kind"].Value is { Length: > 0 } told && root.Has("API Version"))
            return new DescriptionKind(told, [], Plain);
        DescriptionKind? found = Array.Find(All, kind => kind.Marks.All(mark => Has(root, mark)));
        // Of two kinds that look alike the command line decides; of one that has no lines of its own, nothing else can.
        if (asked is not null && asked != found?.Kind && (found is null || found.Kind is "Namespace" or "Role" or "RoleBinding" || asked == "ReplicationController" && found.Kind == "ReplicaSet"))
            return Array.Find(All, kind => kind.Kind == asked) ?? new DescriptionKind(asked, [], Plain);
        return found is { Kind: "Role" or "RoleBinding" } && !root.Has("Namespace") && asked != found.Kind ? null : found;
    }

    private static bool Has(DescriptionNode root, string mark) =>
        root.Has(mark) || root.Children.Any(child => child.Text == mark || (child.Key.Length == 0 && child.Text.StartsWith(mark + "  ", StringComparison.Ordinal)));

    /// <summary>Metadata and conditions are all that is read of most kinds.</summary>
    private static void Plain(DescriptionNode root, TextPiece piece, TextScope scope)
    {
        TextPiece.Put(piece.Status, "conditions", Descriptions.Conditions(root["Conditions"]));
        piece.Unknown.Add("spec");
    }
}
