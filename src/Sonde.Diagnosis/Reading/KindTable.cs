using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Usage;

namespace Sonde.Diagnosis.Reading;

/// <summary>The kinds that are read in detail, and those of which metadata and conditions are enough.</summary>
internal static class KindTable
{
    /// <summary>All of them, in the order in which a live source asks for them.</summary>
    public static IReadOnlyList<KindInfo> All { get; } =
    [
        new("Pod", "v1", "pods", true, PodReader.Read),
        new("Event", "v1", "events", true, EventReader.Read),
        new("Node", "v1", "nodes", false, NodeReader.Node),
        new("Namespace", "v1", "namespaces", false, (root, meta) => new NamespaceObject(meta)
        {
            Conditions = MetadataReader.Conditions(root["status"]), Phase = root["status"]["phase"].Text,
        }),
        new("Deployment", "apps/v1", "deployments", true, WorkloadReader.Deployment),
        new("ReplicaSet", "apps/v1", "replicasets", true, WorkloadReader.ReplicaSet),
        new("StatefulSet", "apps/v1", "statefulsets", true, WorkloadReader.StatefulSet),
        new("DaemonSet", "apps/v1", "daemonsets", true, WorkloadReader.DaemonSet),
        new("ReplicationController", "v1", "replicationcontrollers", true, WorkloadReader.ReplicaSet),
        new("Job", "batch/v1", "jobs", true, WorkloadReader.Job),
        new("CronJob", "batch/v1", "cronjobs", true, WorkloadReader.CronJob),
        new("Service", "v1", "services", true, NetworkReader.Service),
        new("EndpointSlice", "discovery.k8s.io/v1", "endpointslices", true, NetworkReader.EndpointSlice),
        new("Ingress", "networking.k8s.io/v1", "ingresses", true, NetworkReader.Ingress),
        new("ConfigMap", "v1", "configmaps", true, ConfigReader.ConfigMap),
        new("Secret", "v1", "secrets", true, ConfigReader.Secret),
        new("ServiceAccount", "v1", "serviceaccounts", true, ConfigReader.ServiceAccount),
        new("PersistentVolumeClaim", "v1", "persistentvolumeclaims", true, StorageReader.Claim),
        new("PersistentVolume", "v1", "persistentvolumes", false, StorageReader.Volume),
        new("StorageClass", "storage.k8s.io/v1", "storageclasses", false, StorageReader.Class),
        new("Lease", "coordination.k8s.io/v1", "leases", true, NodeReader.Lease),
        new("IngressClass", "networking.k8s.io/v1", "ingressclasses", false, NetworkReader.IngressClass),
        new("NetworkPolicy", "networking.k8s.io/v1", "networkpolicies", true, NetworkPolicyReader.Read),
        new("HorizontalPodAutoscaler", "autoscaling/v2", "horizontalpodautoscalers", true, PolicyReader.Autoscaler),
        new("PodDisruptionBudget", "policy/v1", "poddisruptionbudgets", true, PolicyReader.Budget),
        new("ResourceQuota", "v1", "resourcequotas", true, PolicyReader.Quota),
        new("LimitRange", "v1", "limitranges", true, PolicyReader.LimitRange),
        Plain("PriorityClass", "scheduling.k8s.io/v1", "priorityclasses", false),
        new("ControllerRevision", "apps/v1", "controllerrevisions", true, WorkloadReader.Revision),
        new("MutatingWebhookConfiguration", "admissionregistration.k8s.io/v1", "mutatingwebhookconfigurations", false, ExtensionReader.Webhooks),
        new("ValidatingWebhookConfiguration", "admissionregistration.k8s.io/v1", "validatingwebhookconfigurations", false, ExtensionReader.Webhooks),
        new("APIService", "apiregistration.k8s.io/v1", "apiservices", false, ExtensionReader.ApiService),
        new("CustomResourceDefinition", "apiextensions.k8s.io/v1", "customresourcedefinitions", false, ExtensionReader.Definition),
        Plain("CSIDriver", "storage.k8s.io/v1", "csidrivers", false),
        new("CSINode", "storage.k8s.io/v1", "csinodes", false, NodeReader.CsiNode),
        new("VolumeAttachment", "storage.k8s.io/v1", "volumeattachments", false, StorageReader.Attachment),
        new("Role", "rbac.authorization.k8s.io/v1", "roles", true, AccessReader.Role),
        new("RoleBinding", "rbac.authorization.k8s.io/v1", "rolebindings", true, AccessReader.Binding),
        new("ClusterRole", "rbac.authorization.k8s.io/v1", "clusterroles", false, AccessReader.Role),
        new("ClusterRoleBinding", "rbac.authorization.k8s.io/v1", "clusterrolebindings", false, AccessReader.Binding),
        new("CertificateSigningRequest", "certificates.k8s.io/v1", "certificatesigningrequests", false, AccessReader.CertificateRequest),
        new("Gateway", "gateway.networking.k8s.io/v1", "gateways", true, GatewayReader.Gateway) { IsOptional = true },
        new("HTTPRoute", "gateway.networking.k8s.io/v1", "httproutes", true, GatewayReader.Route) { IsOptional = true },
        new("GRPCRoute", "gateway.networking.k8s.io/v1", "grpcroutes", true, GatewayReader.Route) { IsOptional = true },
        new("ReferenceGrant", "gateway.networking.k8s.io/v1beta1", "referencegrants", true, GatewayReader.Grant) { IsOptional = true },
        new("NodeMetrics", "metrics.k8s.io/v1beta1", "nodes", false, UsageReader.Node),
        new("PodMetrics", "metrics.k8s.io/v1beta1", "pods", true, UsageReader.Pod),
        new(UsageIndex.NodeSummaryKind, Sources.UsageSummary.Version, "nodesummaries", false, UsageReader.Summary),
    ];

    private static readonly Dictionary<string, KindInfo> ByKind = All.ToDictionary(kind => kind.Kind);

    /// <summary>The kind of that name; null when only its metadata is read.</summary>
    public static KindInfo? Find(string kind) => ByKind.GetValueOrDefault(kind);

    /// <summary>Reads metadata and conditions of any object.</summary>
    public static KubeObject ReadPlain(Field root, Metadata meta) =>
        new OtherObject(meta) { Conditions = MetadataReader.Conditions(root["status"]) };

    private static KindInfo Plain(string kind, string groupVersion, string plural, bool isNamespaced) =>
        new(kind, groupVersion, plural, isNamespaced, ReadPlain);
}
