namespace Sonde.Diagnosis.Auditing;

/// <summary>
/// API versions that Kubernetes took back, from its deprecated API migration guide (kubernetes.io/docs/reference/using-api/deprecation-guide).
/// </summary>
internal static class ApiVersions
{
    /// <summary>The newest version that this table knows.</summary>
    private static readonly KubernetesVersion Newest = new(1, 36);

    private static readonly Dictionary<(string Version, string Kind), (int Deprecated, int Removed, string Instead)> Table = new()
    {
        [("extensions/v1beta1", "Deployment")] = (9, 16, "apps/v1"),
        [("extensions/v1beta1", "DaemonSet")] = (9, 16, "apps/v1"),
        [("extensions/v1beta1", "ReplicaSet")] = (9, 16, "apps/v1"),
        [("extensions/v1beta1", "NetworkPolicy")] = (9, 16, "networking.k8s.io/v1"),
        [("extensions/v1beta1", "PodSecurityPolicy")] = (10, 16, ""),
        [("extensions/v1beta1", "Ingress")] = (14, 22, "networking.k8s.io/v1"),
        [("apps/v1beta1", "Deployment")] = (9, 16, "apps/v1"),
        [("apps/v1beta1", "StatefulSet")] = (9, 16, "apps/v1"),
        [("apps/v1beta2", "Deployment")] = (9, 16, "apps/v1"),
        [("apps/v1beta2", "StatefulSet")] = (9, 16, "apps/v1"),
        [("apps/v1beta2", "DaemonSet")] = (9, 16, "apps/v1"),
        [("apps/v1beta2", "ReplicaSet")] = (9, 16, "apps/v1"),
        [("networking.k8s.io/v1beta1", "Ingress")] = (19, 22, "networking.k8s.io/v1"),
        [("networking.k8s.io/v1beta1", "IngressClass")] = (19, 22, "networking.k8s.io/v1"),
        [("rbac.authorization.k8s.io/v1alpha1", "Role")] = (17, 22, "rbac.authorization.k8s.io/v1"),
        [("rbac.authorization.k8s.io/v1alpha1", "RoleBinding")] = (17, 22, "rbac.authorization.k8s.io/v1"),
        [("rbac.authorization.k8s.io/v1alpha1", "ClusterRole")] = (17, 22, "rbac.authorization.k8s.io/v1"),
        [("rbac.authorization.k8s.io/v1alpha1", "ClusterRoleBinding")] = (17, 22, "rbac.authorization.k8s.io/v1"),
        [("rbac.authorization.k8s.io/v1beta1", "Role")] = (17, 22, "rbac.authorization.k8s.io/v1"),
        [("rbac.authorization.k8s.io/v1beta1", "RoleBinding")] = (17, 22, "rbac.authorization.k8s.io/v1"),
        [("rbac.authorization.k8s.io/v1beta1", "ClusterRole")] = (17, 22, "rbac.authorization.k8s.io/v1"),
        [("rbac.authorization.k8s.io/v1beta1", "ClusterRoleBinding")] = (17, 22, "rbac.authorization.k8s.io/v1"),
        [("apiextensions.k8s.io/v1beta1", "CustomResourceDefinition")] = (16, 22, "apiextensions.k8s.io/v1"),
        [("apiregistration.k8s.io/v1beta1", "APIService")] = (19, 22, "apiregistration.k8s.io/v1"),
        [("admissionregistration.k8s.io/v1beta1", "MutatingWebhookConfiguration")] = (16, 22, "admissionregistration.k8s.io/v1"),
        [("admissionregistration.k8s.io/v1beta1", "ValidatingWebhookConfiguration")] = (16, 22, "admissionregistration.k8s.io/v1"),
        [("certificates.k8s.io/v1beta1", "CertificateSigningRequest")] = (19, 22, "certificates.k8s.io/v1"),
        [("coordination.k8s.io/v1beta1", "Lease")] = (14, 22, "coordination.k8s.io/v1"),
        [("scheduling.k8s.io/v1beta1", "PriorityClass")] = (14, 22, "scheduling.k8s.io/v1"),
        [("scheduling.k8s.io/v1alpha1", "PriorityClass")] = (14, 17, "scheduling.k8s.io/v1"),
        [("storage.k8s.io/v1beta1", "StorageClass")] = (14, 22, "storage.k8s.io/v1"),
        [("storage.k8s.io/v1beta1", "VolumeAttachment")] = (14, 22, "storage.k8s.io/v1"),
        [("storage.k8s.io/v1beta1", "CSIDriver")] = (19, 22, "storage.k8s.io/v1"),
        [("storage.k8s.io/v1beta1", "CSINode")] = (17, 22, "storage.k8s.io/v1"),
        [("storage.k8s.io/v1beta1", "CSIStorageCapacity")] = (24, 27, "storage.k8s.io/v1"),
        [("batch/v1beta1", "CronJob")] = (21, 25, "batch/v1"),
        [("batch/v2alpha1", "CronJob")] = (8, 21, "batch/v1"),
        [("discovery.k8s.io/v1beta1", "EndpointSlice")] = (21, 25, "discovery.k8s.io/v1"),
        [("events.k8s.io/v1beta1", "Event")] = (19, 25, "events.k8s.io/v1"),
        [("autoscaling/v2beta1", "HorizontalPodAutoscaler")] = (22, 25, "autoscaling/v2"),
        [("autoscaling/v2beta2", "HorizontalPodAutoscaler")] = (23, 26, "autoscaling/v2"),
        [("policy/v1beta1", "PodDisruptionBudget")] = (21, 25, "policy/v1"),
        [("policy/v1beta1", "PodSecurityPolicy")] = (21, 25, ""),
        [("node.k8s.io/v1beta1", "RuntimeClass")] = (20, 25, "node.k8s.io/v1"),
        [("node.k8s.io/v1alpha1", "RuntimeClass")] = (20, 24, "node.k8s.io/v1"),
        [("flowcontrol.apiserver.k8s.io/v1beta1", "FlowSchema")] = (23, 26, "flowcontrol.apiserver.k8s.io/v1"),
        [("flowcontrol.apiserver.k8s.io/v1beta1", "PriorityLevelConfiguration")] = (23, 26, "flowcontrol.apiserver.k8s.io/v1"),
        [("flowcontrol.apiserver.k8s.io/v1beta2", "FlowSchema")] = (26, 29, "flowcontrol.apiserver.k8s.io/v1"),
        [("flowcontrol.apiserver.k8s.io/v1beta2", "PriorityLevelConfiguration")] = (26, 29, "flowcontrol.apiserver.k8s.io/v1"),
        [("flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchema")] = (29, 32, "flowcontrol.apiserver.k8s.io/v1"),
        [("flowcontrol.apiserver.k8s.io/v1beta3", "PriorityLevelConfiguration")] = (29, 32, "flowcontrol.apiserver.k8s.io/v1"),
        [("authentication.k8s.io/v1beta1", "TokenReview")] = (19, 22, "authentication.k8s.io/v1"),
        [("authorization.k8s.io/v1beta1", "SubjectAccessReview")] = (19, 22, "authorization.k8s.io/v1"),
    };

    /// <summary>When a version of a kind was deprecated and removed; null when it was not.</summary>
    public static (KubernetesVersion Deprecated, KubernetesVersion Removed, string Instead)? Find(string apiVersion, string kind) =>
        Table.TryGetValue((apiVersion, kind), out (int Deprecated, int Removed, string Instead) found)
            ? (new KubernetesVersion(1, found.Deprecated), new KubernetesVersion(1, found.Removed), found.Instead)
            : null;

    /// <summary>The version to judge by: the one that is asked for, else the cluster's, else the newest that is known.</summary>
    /// <exception cref="DiagnosisException">The one that is asked for is none.</exception>
    public static KubernetesVersion Choose(string? asked, string server)
    {
        if (asked is not null)
            return KubernetesVersion.Parse(asked) ?? throw new DiagnosisException($"'{asked}' is no version of Kubernetes: write for example 1.33");
        return KubernetesVersion.Parse(server) ?? Newest;
    }
}
