using System.Runtime.InteropServices;
using System.Text.Json;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Reading;

namespace Sonde.Diagnosis.Auditing.Manifests;

/// <summary>Objects with their text, as sources read them.</summary>
public sealed class ManifestSet
{
    // Of a cluster, what the checks read; of files, everything, since any kind may be of an API that is gone.
    private static readonly HashSet<string> KindsOfClusters =
    [
        "Pod", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "CronJob", "Service", "Ingress",
        "ConfigMap", "Secret", "ServiceAccount", "PersistentVolumeClaim", "HorizontalPodAutoscaler", "PodDisruptionBudget", "NetworkPolicy",
        "RoleBinding", "ClusterRoleBinding", "ServiceMonitor", "PodMonitor", "Namespace",
    ];

    private readonly ReadContext _context = new();
    private readonly List<ManifestObject> _objects = [];
    private readonly HashSet<(ObjectRef, string)> _seen = [];

    /// <summary>Nothing was read.</summary>
    public bool IsEmpty => _objects.Count == 0;

    /// <summary>The objects, in the order in which they were read.</summary>
    internal IReadOnlyList<ManifestObject> Objects => _objects;

    /// <summary>Takes an object of a cluster or of a recording of one, which has no lines.</summary>
    /// <param name="root">The object; not used any more afterwards.</param>
    public void See(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || KindOf(root) is not { } kind || !KindsOfClusters.Contains(kind) || IsControlled(root))
            return;
        Add(root, ManifestNode.Read(JsonMarshal.GetRawUtf8Value(root), []), "", "");
    }

    /// <summary>Takes an object of a file.</summary>
    internal void Add(JsonElement root, ManifestNode node, string file, string template)
    {
        if (KindOf(root) is not { Length: > 0 } kind)
            return;
        var field = new Field(root, _context, "object");
        Metadata meta = MetadataReader.Read(field, kind);
        KindInfo? known = meta.Ref.Group.Length == 0 ? KindTable.Find(kind) : null;
        KubeObject read = known is null ? KindTable.ReadPlain(field, meta) : known.Read(field, meta);
        _context.TakeWrong();
        string version = field["apiVersion"].Text;
        if (meta.Ref.Name.Length > 0 && _seen.Add((meta.Ref, file)))
            _objects.Add(new ManifestObject(read, version, node, file, template));
    }

    private static string? KindOf(JsonElement root) =>
        root.TryGetProperty("kind", out JsonElement kind) && kind.ValueKind == JsonValueKind.String ? kind.GetString() : null;

    /// <summary>Somebody edits the controller, not this.</summary>
    private static bool IsControlled(JsonElement root) =>
        root.TryGetProperty("metadata", out JsonElement meta) && meta.ValueKind == JsonValueKind.Object
        && meta.TryGetProperty("ownerReferences", out JsonElement owners) && owners.ValueKind == JsonValueKind.Array && owners.GetArrayLength() > 0
        && KindOf(root) is "Pod" or "ReplicaSet" or "Job";
}
