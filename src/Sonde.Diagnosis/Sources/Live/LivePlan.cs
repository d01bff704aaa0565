using System.Text.RegularExpressions;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Reading;
using Sonde.Diagnosis.Rules;
using Sonde.Kubernetes.Discovery;
using Sonde.Kubernetes.Lists;

namespace Sonde.Diagnosis.Sources.Live;

/// <summary>Which lists a diagnosis of a namespace, or of all, needs.</summary>
internal static partial class LivePlan
{
    /// <summary>Where nodes renew their leases (<c>NamespaceNodeLease</c> of k8s.io/api/core/v1).</summary>
    public const string NodeLeases = "kube-node-lease";

    /// <summary>Where events about objects without a namespace are kept (<c>NamespaceDefault</c>).</summary>
    private const string ClusterEvents = "default";

    /// <summary>The first lists: every kind that a rule reads.</summary>
    /// <param name="catalog">What the server has; null when that could not be found out.</param>
    /// <param name="space">The namespace; null for all.</param>
    /// <param name="missing">Kinds that the server does not have.</param>
    public static IReadOnlyList<LiveRequest> Lists(ApiCatalog? catalog, string? space, List<KindInfo> missing)
    {
        HashSet<string> kinds = [.. RuleCatalogue.Kinds];
        List<LiveRequest> lists = [];
        foreach (KindInfo kind in KindTable.All.Where(kind => kinds.Contains(kind.Kind)))
        {
            // Of an add-on only the server itself can tell that it is there.
            if ((kind.IsOptional && catalog is null) || Resource(catalog, kind) is not { } resource)
            {
                if (!kind.IsOptional)
                    missing.Add(kind);
                continue;
            }

            string? inNamespace = !kind.IsNamespaced ? null : kind.Kind == "Lease" ? NodeLeases : space;
            string where = !kind.IsNamespaced ? "" : inNamespace is null ? " in all namespaces" : $" in namespace {inNamespace}";
            lists.Add(new LiveRequest(new ListRequest(resource) { Namespace = inNamespace }, kind, inNamespace ?? "*", resource.FullName + where));
            if (kind.Kind == "Event" && space is not null and not ClusterEvents)
            {
                // Part of another namespace's events: that one is not complete by it.
                lists.Add(new LiveRequest(
                    new ListRequest(resource) { Namespace = ClusterEvents, FieldSelector = "involvedObject.kind=Node" },
                    kind,
                    Complete: null,
                    $"events about nodes (namespace {ClusterEvents})"));
            }
        }

        return lists;
    }

    /// <summary>
    /// Whoever asks why a pod of one namespace fits on no node must know what the others have put there: every pod that is
    /// not done.
    /// </summary>
    public static LiveRequest? PodsOfOthers(ApiCatalog? catalog) =>
        KindTable.Find("Pod") is { } kind && Resource(catalog, kind) is { } resource
            ? new LiveRequest(
                new ListRequest(resource) { FieldSelector = "spec.nodeName!=,status.phase!=Succeeded,status.phase!=Failed" },
                kind,
                "*",
                "pods of other namespaces, which take room on the nodes")
            : null;

    /// <summary>
    /// What remains of namespaces that are being deleted: the namespace says which kinds, and they may be ones that nobody knows.
    /// </summary>
    public static IReadOnlyList<LiveRequest> Remains(ApiCatalog? catalog, Cluster cluster, string? space)
    {
        List<LiveRequest> lists = [];
        foreach (NamespaceObject going in cluster.All<NamespaceObject>().Where(one => one.Meta.Deleted is not null && (space is null || one.Ref.Name == space)))
        {
            foreach (Match remaining in Remaining().Matches(going.ConditionOf("NamespaceContentRemaining")?.Message ?? ""))
            {
                if (catalog?.Find(remaining.Groups["group"].Value, remaining.Groups["name"].Value) is not { IsNamespaced: true } resource || KindTable.Find(resource.Kind) is not null)
                    continue;
                var kind = new KindInfo(resource.Kind, resource.ApiVersion, resource.Name, IsNamespaced: true, KindTable.ReadPlain);
                lists.Add(new LiveRequest(new ListRequest(resource) { Namespace = going.Ref.Name }, kind, Complete: null, $"{resource.FullName} in namespace {going.Ref.Name}, which is being deleted"));
            }
        }

        return lists;
    }

    // namespace controller: "Some resources are remaining: databases.db.example.com has 1 resource instances, pods. has 2 resource instances"
    [GeneratedRegex(@"(?<name>[a-z0-9-]+)\.(?<group>[a-z0-9.-]*) has \d+ resource instances", RegexOptions.ExplicitCapture)]
    private static partial Regex Remaining();

    private static ApiResource? Resource(ApiCatalog? catalog, KindInfo kind)
    {
        int slash = kind.GroupVersion.IndexOf('/', StringComparison.Ordinal);
        (string group, string version) = slash < 0
            ? ("", kind.GroupVersion)
            : (kind.GroupVersion[..slash], kind.GroupVersion[(slash + 1)..]);
        return catalog is null ? new ApiResource(group, version, kind.Kind, kind.Plural, kind.IsNamespaced) : catalog.Find(group, kind.Plural);
    }
}
